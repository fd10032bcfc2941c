import { deepEqual, equal, notDeepEqual, ok, rejects } from "node:assert/strict";
import type { TrainParams } from "../../../lib/contracts/params.ts";
import { featuresPerSplit, growForest, type GrownForest } from "../../../lib/forest/grow_forest.ts";
import { treeCount } from "../../../lib/forest/forest.ts";
import { scoreRows } from "../../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { rocAuc } from "../../../lib/metrics/roc_auc.ts";
import { oracle } from "../prepare/plant.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

const { columns, failure } = noisyRows({ rows: 500, features: 5, seed: 3 });
const pool = createWorkerPool(1);

function grow(params: Partial<TrainParams> = {}) {
  return growForest(columns, failure, { ...trainParams, ...params }, { pool });
}

/** Which rows each tree saw, a letter for each. */
function bagOf({ inBag }: GrownForest): string[] {
  const trees = Array.from({ length: trainParams.trees }, (_, tree) => tree);
  return trees.map((tree) => Array.from(failure, (_, row) => inBag!(tree, row) ? "x" : "-").join(""));
}

Deno.test("one, two and three workers grow the same bytes", async () => {
  const alone = await grow();
  for (const size of [2, 3]) {
    const pool = createWorkerPool(size);
    const together = await growForest(columns, failure, trainParams, { pool });
    deepEqual(together.forest, alone.forest);
    deepEqual(together.importance, alone.importance);
    deepEqual(bagOf(together), bagOf(alone));
    pool.close();
  }
});

Deno.test("workers are kept for the next forest, and one more worker than trees does no harm", async () => {
  const pool = createWorkerPool(3);
  for (const trees of [2, 1, 5]) {
    const params = { ...trainParams, trees };
    const together = await growForest(columns, failure, params, { pool });
    deepEqual(together.forest, (await grow({ trees })).forest);
  }
  pool.close();
});

Deno.test("the same seed gives the same bytes, another seed other ones", async () => {
  deepEqual((await grow()).forest, (await grow()).forest);
  notDeepEqual((await grow({ seed: 43 })).forest, (await grow()).forest);
  notDeepEqual(bagOf(await grow({ seed: 43 })), bagOf(await grow()));
});

Deno.test("a longer forest begins with the trees of the shorter", async () => {
  const short = (await grow({ trees: 4 })).forest, long = (await grow({ trees: 9 })).forest;
  const nodes = short.feature.length;
  deepEqual(long.treeOffsets.slice(0, 5), short.treeOffsets);
  deepEqual(long.feature.slice(0, nodes), short.feature);
  deepEqual(long.threshold.slice(0, nodes), short.threshold);
});

Deno.test("trees differ from one another", async () => {
  const { forest } = await grow({ trees: 10 });
  const trees = Array.from(
    { length: treeCount(forest) },
    (_, tree) => forest.threshold.slice(forest.treeOffsets[tree], forest.treeOffsets[tree + 1]).join(),
  );
  equal(new Set(trees).size, 10);
});

Deno.test("onTree is told how many trees stand, once for each, by workers too", async () => {
  for (const size of [1, 2]) {
    const pool = createWorkerPool(size);
    const told: number[] = [];
    await growForest(columns, failure, trainParams, { pool, onTree: (done) => told.push(done) });
    deepEqual(told, Array.from({ length: trainParams.trees }, (_, i) => i + 1));
    pool.close();
  }
});

Deno.test("the forest learns what there is to learn", async () => {
  const held = noisyRows({ rows: 500, features: 5, seed: 4 });
  const { forest } = await grow({ trees: 60 });
  ok(rocAuc(held.failure, scoreRows(forest, held.columns))! > 0.95);
});

Deno.test("params limit trees as scikit-learn's do", async () => {
  const stumps = (await grow({ max_depth: 1 })).forest;
  equal(stumps.feature.length, 3 * trainParams.trees);
  const broad = (await grow({ min_samples_leaf: 30 })).forest;
  broad.nodeSamples.forEach((samples) => ok(samples >= 30));
  ok((await grow({ max_bins: 2 })).forest.feature.length < (await grow()).forest.feature.length);
});

Deno.test("a heavier class of failures raises the scores", async () => {
  const mean = async (params: Partial<TrainParams>) => {
    const scores = scoreRows((await grow({ max_depth: 2, trees: 30, ...params })).forest, columns);
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
  const plain = await mean({});
  ok(await mean({ class_weight: { ok: 1, failure: 10 } }) > plain + 0.1);
  ok(await mean({ class_weight: "balanced" }) > plain + 0.05);
  ok(await mean({ class_weight: "balanced_subsample" }) > plain + 0.05);
});

Deno.test("equal weights are as good as none, whatever their size", async () => {
  const plain = (await grow()).forest;
  deepEqual((await grow({ class_weight: { ok: 2, failure: 2 } })).forest, plain);
});

Deno.test("max_features is read as scikit-learn reads it", () => {
  const cases: [TrainParams["max_features"], number, number][] = [
    ["sqrt", 9, 3],
    ["sqrt", 10, 3],
    ["sqrt", 1, 1],
    ["log2", 9, 3],
    ["log2", 1, 1],
    [null, 9, 9],
    [0.5, 9, 4],
    [0.01, 9, 1],
    [4, 9, 4],
    [40, 9, 9],
    // 1 is the share, since YAML and JavaScript do not tell 1 from 1.0.
    [1, 9, 9],
  ];
  for (const [maxFeatures, features, expected] of cases) {
    equal(featuresPerSplit(maxFeatures, features), expected, `${maxFeatures} of ${features}`);
  }
});

Deno.test("impurity importances are scikit-learn's, to within its own spread over seeds", async () => {
  const { columns, failure, trees, mean, std } = oracle("forest").importance;
  const { importance } = await growForest(
    columns.map((column: number[]) => Float64Array.from(column)),
    Uint8Array.from(failure),
    { ...trainParams, trees },
    { pool },
  );
  importance.forEach((value, f) => {
    ok(Math.abs(value - mean[f]) <= 4 * std[f] + 0.005, `feature ${f}: ${value}, expected ${mean[f]}`);
  });
});

Deno.test("rows of one class give one leaf a tree, and no importances", async () => {
  for (const label of [0, 1]) {
    const { forest, importance } = await growForest(
      columns,
      new Uint8Array(500).fill(label),
      { ...trainParams, class_weight: "balanced" },
      { pool },
    );
    deepEqual([...forest.value], new Array(trainParams.trees).fill(label));
    deepEqual([...importance], [0, 0, 0, 0, 0]);
  }
});

Deno.test("columns that do not fit the labels are refused", async () => {
  await rejects(growForest([], failure, trainParams, { pool }), RangeError);
  await rejects(growForest([new Float64Array(3)], failure, trainParams, { pool }), RangeError);
});
