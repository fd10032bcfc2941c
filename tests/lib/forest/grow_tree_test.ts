import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { binFeatures } from "../../../lib/forest/bin_features.ts";
import { joinTrees } from "../../../lib/forest/forest.ts";
import {
  balancedWeights,
  createTreeMemory,
  type GrowOptions,
  growTree,
  type TreeMemory,
} from "../../../lib/forest/grow_tree.ts";
import { leafOf } from "../../../lib/forest/plain_walk.ts";
import { createRandom, type Random } from "../../../lib/random/random.ts";
import { approximately } from "../metrics/approximately.ts";
import { oracle } from "../prepare/plant.ts";
import { noisyRows } from "./noisy_rows.ts";
import { plainTree } from "./plain_tree.ts";

const unlimited: GrowOptions = {
  maxDepth: Infinity,
  minSamplesLeaf: 1,
  maxFeatures: 2,
  classWeight: { ok: 1, failure: 1 },
};

/** Gives the bootstrap these rows, and afterwards every feature in order. */
function drawing(rows: readonly number[]): Random {
  let next = 0;
  return { ...createRandom(0), uint32: () => rows[next++], below: () => 0 };
}

const shapes = fc.record({
  rows: fc.integer({ min: 10, max: 300 }),
  features: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat({ max: 1000 }),
  step: fc.constantFrom(0, 0.25, 1),
  maxBins: fc.constantFrom(65536, 16),
  maxDepth: fc.constantFrom(Infinity, 1, 3),
  minSamplesLeaf: fc.constantFrom(1, 4),
  classWeight: fc.constantFrom<GrowOptions["classWeight"]>(
    { ok: 1, failure: 1 },
    { ok: 0.3, failure: 20 },
    "balanced_subsample",
  ),
});

/** A tree, the rows it saw, and where each of them came by. */
function grown(shape: typeof shapes extends fc.Arbitrary<infer T> ? T : never) {
  const { columns, failure } = noisyRows(shape);
  const binned = binFeatures(columns, shape.maxBins);
  const inBag = new Uint8Array(Math.ceil(shape.rows / 8));
  const random = createRandom(shape.seed, 7);
  const { tree, importance } = growTree(binned, failure, { ...unlimited, ...shape }, random, inBag);
  const bag = [...failure.keys()].filter((row) => inBag[row >> 3] >> (row & 7) & 1);
  return { columns, failure, binned, tree, importance, bag };
}

/** The rows of every node, each row dropped down by the values of its features. */
function rowsByNode({ columns, tree, bag }: ReturnType<typeof grown>): number[][] {
  const byNode: number[][] = Array.from(tree.feature, () => []);
  for (const row of bag) {
    let node = 0;
    for (;;) {
      byNode[node].push(row);
      if (tree.feature[node] < 0) break;
      const goesLeft = columns[tree.feature[node]][row] <= tree.threshold[node];
      node = goesLeft ? tree.leftChild[node] : tree.rightChild[node];
    }
  }
  return byNode;
}

Deno.test("a tree is bit for bit the one that the textbook's way grows", () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 3 }), (shape, maxFeatures) => {
      const rows = noisyRows(shape);
      const options = { ...unlimited, ...shape, maxFeatures };
      const inBag = new Uint8Array(Math.ceil(shape.rows / 8));
      const binned = binFeatures(rows.columns, 65536);
      const { tree } = growTree(binned, rows.failure, options, createRandom(shape.seed), inBag);
      deepEqual(tree, plainTree(rows, options, createRandom(shape.seed)));
    }),
    { numRuns: 60 },
  );
});

// Large enough that every way of ordering a node's rows has its turn, and small nodes of large trees theirs.
Deno.test("so are trees of twenty thousand rows, with and without ties", () => {
  for (const step of [0, 0.01, 1]) {
    const rows = noisyRows({ rows: 20_000, features: 3, seed: 11, step });
    const binned = binFeatures(rows.columns, 65536);
    for (const minSamplesLeaf of [1, 5]) {
      const options = { ...unlimited, minSamplesLeaf };
      const { tree } = growTree(binned, rows.failure, options, createRandom(1), new Uint8Array(2500));
      ok(step === 1 || tree.feature.length > 500, `${tree.feature.length}`);
      deepEqual(tree, plainTree(rows, options, createRandom(1)));
    }
  }
});

Deno.test("children follow their parents, the left one at once; a leaf has none", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const { tree: { feature, threshold, leftChild, rightChild } } = grown(shape);
    const parents = new Int32Array(feature.length);
    feature.forEach((split, node) => {
      if (split < 0) {
        return deepEqual([split, threshold[node], leftChild[node], rightChild[node]], [-2, -2, -1, -1]);
      }
      equal(leftChild[node], node + 1);
      ok(rightChild[node] > leftChild[node] && rightChild[node] < feature.length);
      ok(split < shape.features && Number.isFinite(threshold[node]));
      parents[leftChild[node]]++;
      parents[rightChild[node]]++;
    });
    deepEqual([...parents], [0, ...new Array(feature.length - 1).fill(1)]);
  }));
});

Deno.test("thresholds send every row where its node counted it, and none lies on neither side", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const whole = grown(shape);
    const { tree, failure } = whole;
    rowsByNode(whole).forEach((rows, node) => {
      equal(rows.length, tree.nodeSamples[node]);
      ok(rows.length > 0);
      ok(tree.value[node] >= 0 && tree.value[node] <= 1);
      if (rows.every((row) => failure[row] === 0)) equal(tree.value[node], 0);
      if (rows.every((row) => failure[row] === 1)) equal(tree.value[node], 1);
    });
  }));
});

Deno.test("samples add up, and depth and leaf sizes stay in bounds", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const { tree, bag } = grown(shape);
    equal(tree.nodeSamples[0], bag.length);
    const depth = new Int32Array(tree.feature.length);
    tree.feature.forEach((split, node) => {
      if (split < 0) return ok(tree.nodeSamples[node] >= Math.min(shape.minSamplesLeaf, bag.length));
      const left = tree.leftChild[node], right = tree.rightChild[node];
      equal(tree.nodeSamples[left] + tree.nodeSamples[right], tree.nodeSamples[node]);
      depth[left] = depth[right] = depth[node] + 1;
    });
    ok(Math.max(...depth) <= shape.maxDepth);
  }));
});

Deno.test("an unlimited tree on distinct values ends in pure leaves", () => {
  fc.assert(fc.property(fc.nat({ max: 1000 }), fc.integer({ min: 10, max: 200 }), (seed, rows) => {
    const { tree } = grown({
      ...{ rows, features: 3, seed, step: 0, maxBins: 65536 },
      ...{ maxDepth: Infinity, minSamplesLeaf: 1, classWeight: { ok: 1, failure: 1 } },
    });
    tree.value.forEach((value, node) => ok(tree.feature[node] >= 0 || value === 0 || value === 1));
  }));
});

Deno.test("impurity importances are shares of one, and none where the tree is one leaf", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const { tree, importance } = grown(shape);
    const sum = importance.reduce((total, value) => total + value, 0);
    ok(importance.every((value) => value >= 0));
    if (tree.feature.length === 1) equal(sum, 0);
    else ok(Math.abs(sum - 1) < 1e-9 || sum === 0, `${sum}`);
  }));
});

Deno.test("the bootstrap draws as many rows as there are, about two thirds of them different", () => {
  const { bag, tree } = grown({
    ...{ rows: 3000, features: 2, seed: 5, step: 0, maxBins: 65536 },
    ...{ maxDepth: Infinity, minSamplesLeaf: 1, classWeight: { ok: 1, failure: 1 } },
  });
  // 1 - 1/e, give or take five standard deviations (0.0057).
  ok(Math.abs(bag.length / 3000 - 0.632) < 0.03, `${bag.length}`);
  equal(tree.nodeSamples[0], bag.length);
});

Deno.test("the bootstrap draws what a seed draws one by one", () => {
  const binned = binFeatures([new Float64Array(1000)], 65536);
  const failure = Uint8Array.from({ length: 1000 }, (_, row) => row & 1);
  const inBag = new Uint8Array(125);
  const { tree } = growTree(binned, failure, unlimited, createRandom(9), inBag);
  const random = createRandom(9);
  const drawn = Array.from(failure, () => random.below(1000));
  deepEqual(
    failure.map((_, row) => (inBag[row >>> 3] >>> (row & 7)) & 1),
    failure.map((_, row) => +drawn.includes(row)),
  );
  deepEqual([...tree.value], [drawn.reduce((sum, row) => sum + failure[row], 0) / 1000]);
});

Deno.test("a tree does not depend on the one that was grown before in the same memory", () => {
  const { columns, failure } = noisyRows({ rows: 6000, features: 3, seed: 4, step: 0.25 });
  const binned = binFeatures(columns, 65536);
  const memory = createTreeMemory(binned);
  const grow = (seed: number, memory?: TreeMemory) =>
    growTree(binned, failure, unlimited, createRandom(seed), new Uint8Array(750), memory);
  for (const seed of [1, 2, 3, 1]) deepEqual(grow(seed, memory), grow(seed));
});

Deno.test("a row drawn again weighs again", () => {
  const binned = binFeatures([Float64Array.of(0, 0, 0, 0)], 65536);
  const failure = Uint8Array.of(0, 0, 1, 1);
  const { tree } = growTree(binned, failure, unlimited, drawing([0, 2, 2, 2]), new Uint8Array(1));
  deepEqual([...tree.value], [0.75]);
  deepEqual([...tree.nodeSamples], [2]);
});

Deno.test("weights move a leaf's share of failures", () => {
  const binned = binFeatures([Float64Array.of(0, 0, 0, 0)], 65536);
  const failure = Uint8Array.of(0, 0, 0, 1);
  const share = (classWeight: GrowOptions["classWeight"]) =>
    growTree(binned, failure, { ...unlimited, classWeight }, drawing([0, 1, 2, 3]), new Uint8Array(1)).tree
      .value[0];
  equal(share({ ok: 1, failure: 1 }), 1 / 4);
  equal(share({ ok: 1, failure: 9 }), 9 / 12);
  equal(share("balanced_subsample"), 1 / 2);
});

Deno.test("balanced weights give either class half of the whole, and an absent class nothing", () => {
  deepEqual(balancedWeights({ ok: 90, failure: 10 }), { ok: 100 / 180, failure: 5 });
  deepEqual(balancedWeights({ ok: 4, failure: 0 }), { ok: 0.5, failure: 0 });
});

Deno.test("a threshold lies between neighbouring doubles too, on the left one", () => {
  const low = 1, high = 1 + Number.EPSILON;
  const binned = binFeatures([Float64Array.of(low, high)], 65536);
  const { tree } = growTree(binned, Uint8Array.of(0, 1), unlimited, drawing([0, 1]), new Uint8Array(1));
  equal(tree.threshold[0], low);
  const forest = joinTrees([tree], 1);
  equal(forest.value[leafOf(forest, 0, Float64Array.of(high))], 1);
});

Deno.test("values near the greatest double split without overflow", () => {
  const binned = binFeatures([Float64Array.of(1.5e308, 1.7e308)], 65536);
  const { tree } = growTree(binned, Uint8Array.of(0, 1), unlimited, drawing([0, 1]), new Uint8Array(1));
  ok(tree.threshold[0] >= 1.5e308 && tree.threshold[0] < 1.7e308);
});

Deno.test("features that never vary are passed over until one does", () => {
  const constant = new Float64Array(40);
  const telling = Float64Array.from({ length: 40 }, (_, row) => row);
  const binned = binFeatures([constant, constant, telling, constant], 65536);
  const failure = Uint8Array.from(telling, (value) => value < 20 ? 0 : 1);
  for (let seed = 0; seed < 20; seed++) {
    const options = { ...unlimited, maxFeatures: 1 };
    const { tree } = growTree(binned, failure, options, createRandom(seed), new Uint8Array(5));
    equal(tree.feature[0], 2);
  }
});

Deno.test("features are drawn anew at every split", () => {
  const { columns, failure } = noisyRows({ rows: 400, features: 6, seed: 1 });
  const options = { ...unlimited, maxFeatures: 1 };
  const { tree } = growTree(
    binFeatures(columns, 65536),
    failure,
    options,
    createRandom(1),
    new Uint8Array(50),
  );
  equal(new Set(tree.feature.filter((feature) => feature >= 0)).size, 6);
});

const recorded: {
  name: string;
  columns: number[][];
  failure: number[];
  draws: number[];
  max_depth: number | null;
  min_samples_leaf: number;
  class_weight: { ok: number; failure: number } | "balanced" | "balanced_subsample" | null;
  tree: Record<
    "feature" | "threshold" | "left_child" | "right_child" | "value" | "n_node_samples" | "importance",
    number[]
  >;
}[] = oracle("forest").trees;

for (const { name, columns, failure, draws, tree: expected, ...options } of recorded) {
  Deno.test(`scikit-learn's tree, node by node: ${name}`, () => {
    const failures = failure.filter((failed) => failed === 1).length;
    const classWeight = options.class_weight === "balanced"
      ? balancedWeights({ ok: failure.length - failures, failure: failures })
      : options.class_weight ?? { ok: 1, failure: 1 };
    const { tree, importance } = growTree(
      binFeatures(columns.map((column) => Float64Array.from(column)), 65536),
      Uint8Array.from(failure),
      {
        maxDepth: options.max_depth ?? Infinity,
        minSamplesLeaf: options.min_samples_leaf,
        maxFeatures: columns.length,
        classWeight,
      },
      drawing(draws),
      new Uint8Array(Math.ceil(failure.length / 8)),
    );
    deepEqual([...tree.feature], expected.feature);
    deepEqual([...tree.threshold], expected.threshold);
    deepEqual([...tree.leftChild], expected.left_child);
    deepEqual([...tree.rightChild], expected.right_child);
    deepEqual([...tree.nodeSamples], expected.n_node_samples);
    tree.value.forEach((value, node) => approximately(value, expected.value[node], `value of node ${node}`));
    importance.forEach((value, f) => approximately(value, expected.importance[f], `importance ${f}`));
  });
}
