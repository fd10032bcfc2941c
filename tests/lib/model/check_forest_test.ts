import { equal, match } from "node:assert/strict";
import { type Forest, treeCount } from "../../../lib/forest/forest.ts";
import { checkForest } from "../../../lib/model/check_forest.ts";
import { smallModel } from "./sample_model.ts";

type Arrays = Omit<Forest, "featureCount">;

/** A sound forest with one entry of one array replaced. */
function broken<Name extends keyof Arrays>(array: Name, at: number, value: number): Forest {
  const { forest } = smallModel();
  forest[array][at] = value;
  return forest;
}

Deno.test("a sound forest has no fault", () => {
  equal(checkForest(smallModel().forest), null);
  equal(treeCount(smallModel().forest), 2);
});

const faults: [string, Forest, RegExp][] = [
  ["a left child beyond the tree", broken("leftChild", 0, 5), /^node 0 of tree 0 has children out of place$/],
  [
    "a right child beyond the tree",
    broken("rightChild", 0, 5),
    /^node 0 of tree 0 has children out of place$/,
  ],
  [
    "a right child of another tree",
    broken("rightChild", 5, 3),
    /^node 0 of tree 1 has children out of place$/,
  ],
  [
    "a child that is its own parent",
    broken("leftChild", 1, 1),
    /^node 1 of tree 0 has children out of place$/,
  ],
  ["a child before its parent", broken("rightChild", 1, 0), /^node 1 of tree 0 has children out of place$/],
  ["two children that are one", broken("rightChild", 1, 2), /^node 1 of tree 0 has children out of place$/],
  ["a negative child", broken("rightChild", 0, -1), /^node 0 of tree 0 has children out of place$/],
  ["a leaf with a left child", broken("leftChild", 2, 3), /^node 2 of tree 0 is a leaf with children$/],
  ["a leaf with a right child", broken("rightChild", 6, 1), /^node 1 of tree 1 is a leaf with children$/],
  [
    "a feature that is not there",
    broken("feature", 0, 2),
    /^node 0 of tree 0 splits on a feature that is not there$/,
  ],
  ["a feature of -1", broken("feature", 1, -1), /^node 1 of tree 0 splits on a feature that is not there$/],
  [
    "a threshold of NaN",
    broken("threshold", 5, NaN),
    /^node 0 of tree 1 has a threshold that is not finite$/,
  ],
  [
    "an infinite threshold",
    broken("threshold", 0, -Infinity),
    /^node 0 of tree 0 has a threshold that is not finite$/,
  ],
  ["a share above 1", broken("value", 4, 1.0000001), /^node 4 of tree 0 has a share outside 0 to 1$/],
  ["a negative share", broken("value", 2, -0.1), /^node 2 of tree 0 has a share outside 0 to 1$/],
  ["a share of NaN", broken("value", 7, NaN), /^node 2 of tree 1 has a share outside 0 to 1$/],
  ["fewer than no rows", broken("nodeSamples", 3, -1), /^node 3 of tree 0 has fewer than no rows$/],
  ["trees that begin late", broken("treeOffsets", 0, 1), /^its trees do not cover its nodes$/],
  ["trees that end early", broken("treeOffsets", 2, 7), /^its trees do not cover its nodes$/],
  ["a tree without a node", broken("treeOffsets", 1, 0), /^tree 0 has no node$/],
  [
    "a tree that ends before it begins",
    broken("treeOffsets", 1, 9),
    /^node 5 of tree 0 has children out of place$/,
  ],
  [
    "no tree",
    { ...smallModel().forest, treeOffsets: Int32Array.of(0) },
    /^it has no tree$/,
  ],
  [
    "no offsets at all",
    { ...smallModel().forest, treeOffsets: new Int32Array(0) },
    /^it has no tree$/,
  ],
  [
    "a list that is too short",
    { ...smallModel().forest, threshold: new Float64Array(7) },
    /^threshold must have 8 entries, as feature has, not 7$/,
  ],
];

for (const [name, forest, message] of faults) {
  Deno.test(`a forest with ${name} is refused by a message of its own`, () => {
    match(checkForest(forest) ?? "no fault", message);
  });
}
