import { parseArgs } from "node:util";
import { growByEngine } from "../../lib/forest/grow_by_engine.ts";
import { scoreRows } from "../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { readMatrix } from "../data/matrix.ts";
import { report, timed } from "./report.ts";

// Grows a forest on a matrix with the default params of `train`, and judges it on another.
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    trees: { type: "string" },
    workers: { type: "string", default: "1" },
    engine: { type: "string", default: "faultline" },
  },
});
/** Both sides grow a forest on so many of the first rows before the clock starts. */
const warmUpRows = 20_000;
const train = await readMatrix(values.data!, "train");
const pool = createWorkerPool(Number(values.workers));
const params = {
  engine: values.engine as "faultline" | "ml-random-forest",
  trees: Number(values.trees),
  max_depth: null,
  min_samples_leaf: 1,
  max_features: "sqrt" as const,
  class_weight: null,
  max_bins: 65536,
  seed: 42,
};
// Workers share a forest's trees: as many forests give each of them as much to warm up on as one alone has.
for (let worker = 0; worker < Number(values.workers); worker++) {
  await growByEngine(
    train.columns.map((column) => column.subarray(0, warmUpRows)),
    train.failure.subarray(0, warmUpRows),
    params,
    { pool },
  );
}
const { value, seconds } = await timed(() => growByEngine(train.columns, train.failure, params, { pool }));
pool.close();
const test = await readMatrix(values.data!, "test");
report(seconds, {
  nodes_per_tree: value.forest.feature.length / params.trees,
  average_precision: averagePrecision(test.failure, scoreRows(value.forest, test.columns)) ?? 0,
});
