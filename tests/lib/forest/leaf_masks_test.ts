import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { type Forest, joinTrees, treeCount } from "../../../lib/forest/forest.ts";
import { groupTrees, type LeafMasks, leafMasks, maskedLeaves } from "../../../lib/forest/leaf_masks.ts";
import { leafOf } from "../../../lib/forest/plain_walk.ts";
import { forestsAndRows } from "./random_forests.ts";

/** Cold or hot, and when hot, slow or fast. */
const forest: Forest = joinTrees([{
  feature: Int32Array.of(0, -2, 1, -2, -2),
  threshold: Float64Array.of(300, -2, 1400, -2, -2),
  leftChild: Int32Array.of(1, -1, 3, -1, -1),
  rightChild: Int32Array.of(2, -1, 4, -1, -1),
  value: Float64Array.of(0.2, 0, 0.4, 1, 0.25),
  nodeSamples: Int32Array.of(10, 6, 4, 1, 3),
}], 2);

Deno.test("leaves have bits in the order of their training rows, and bins the lines of the boxes that hold them", () => {
  const masks = leafMasks(forest)!;
  deepEqual(masks.thresholds, [Float64Array.of(300), Float64Array.of(1400)]);
  deepEqual([...masks.values.subarray(0, 4)], [0, 0.25, 1, 0]);
  const [{ lineOf, lines }] = masks.groups;
  deepEqual([...lineOf], [0, 1, 2, 3]);
  // Bits: 1 the cold leaf, 2 the hot and fast one, 4 the hot and slow one.
  deepEqual([0, 1, 2, 3].map((line) => lines[line * groupTrees]), [1, 6, 5, 3]);
});

Deno.test("the AND of a row's words is the bit of its leaf, or nothing", () => {
  fc.assert(
    fc.property(forestsAndRows(), ({ forest, columns }) => {
      const masks = leafMasks(forest)!;
      const row = Float64Array.from(columns, (column) => column[0]);
      for (let tree = 0; tree < treeCount(forest); tree++) {
        const word = wordOf(masks, row, tree);
        equal(word & (word - 1), 0);
        const nodes = forest.treeOffsets[tree + 1] - forest.treeOffsets[tree];
        if (word === 0) equal(nodes > 2 * maskedLeaves - 1, true);
        else {
          const value = masks.values[tree * (maskedLeaves + 1) + 31 - Math.clz32(word)];
          equal(value, forest.value[leafOf(forest, tree, row)]);
        }
      }
    }),
    { numRuns: 200 },
  );
});

function wordOf({ thresholds, groups }: LeafMasks, row: Float64Array, tree: number): number {
  const { lineOf, lines } = groups[Math.floor(tree / groupTrees)];
  let word = -1, firstBin = 0;
  thresholds.forEach((own, f) => {
    const bin = firstBin + own.filter((threshold) => threshold < row[f]).length;
    word &= lines[lineOf[bin] * groupTrees + tree % groupTrees];
    firstBin += own.length + 1;
  });
  return word;
}
