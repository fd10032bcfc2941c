import { parseArgs } from "node:util";
import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { outOfFoldScores } from "../../lib/model/out_of_fold_scores.ts";
import { numberColumn } from "../../lib/table/table.ts";
import { defaultParams } from "../data/default_params.ts";
import { readReadings } from "../data/readings.ts";
import { report, timed } from "./report.ts";

// Cross-validates the default recipe and forest on readings.
const { values } = parseArgs({ options: { readings: { type: "string" }, trees: { type: "string" } } });
const table = await readReadings(values.readings!);
const params = defaultParams();
const train = { ...params.train, trees: Number(values.trees) };
const pool = createWorkerPool(1);
const { value, seconds } = await timed(() => outOfFoldScores(table, { ...params, train }, "row", { pool }));
report(seconds, {
  rows: value.score.length,
  folds: new Set(value.fold).size,
  average_precision: averagePrecision(numberColumn(table, "failure"), value.score) ?? 0,
});
