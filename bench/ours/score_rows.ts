import { parseArgs } from "node:util";
import { growForest } from "../../lib/forest/grow_forest.ts";
import { walkRow, walkRows } from "../../lib/forest/plain_walk.ts";
import { prepareToScore, scoreRow, scoreRows } from "../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { readMatrix } from "../data/matrix.ts";

// Grows a forest on `train` and scores the first rows of `test` with it; --walk scores by the plain walk instead.
const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    trees: { type: "string" },
    rows: { type: "string" },
    walk: { type: "boolean", default: false },
  },
});
const train = await readMatrix(options.data!, "train");
const trees = Number(options.trees), rows = Number(options.rows);
const { forest } = await growForest(train.columns, train.failure, {
  engine: "faultline",
  trees,
  max_depth: null,
  min_samples_leaf: 1,
  max_features: "sqrt",
  class_weight: null,
  max_bins: 65536,
  seed: 42,
}, { pool: createWorkerPool(1) });
const [one, many] = options.walk ? [walkRow, walkRows] : [scoreRow, scoreRows];
if (!options.walk) prepareToScore(forest);

const { columns, failure } = await readMatrix(options.data!, "test");
const some = columns.map((column) => column.subarray(0, rows));
const calls = rows === 1 ? Math.min(2000, failure.length) : 1;
const singles = Array.from(
  { length: calls },
  (_, row) => Float64Array.from(columns, (column) => column[row]),
);
const times: number[] = [];
const start = performance.now();
for (let round = -2; round < 7 || (round < 101 && performance.now() - start < 500); round++) {
  const began = performance.now();
  if (rows === 1) { for (const row of singles) one(forest, row); }
  else many(forest, some);
  if (round >= 0) times.push((performance.now() - began) / calls);
}
times.sort((a, b) => a - b);
const median = times[times.length >> 1];
console.log(JSON.stringify({
  seconds: median / 1000,
  side: options.walk ? "plain walk" : "faultline",
  rows,
  nodes_per_tree: forest.feature.length / trees,
  average_precision: averagePrecision(failure, scoreRows(forest, columns)) ?? 0,
  median_ms: median,
  min_ms: times[0],
  max_ms: times[times.length - 1],
  runs: times.length,
}));
