import { failureModes } from "../lib/contracts/reading.ts";
import { ingestSummarySchema, type SplitSummary } from "../lib/contracts/summaries.ts";
import { withEngineeredFeatures } from "../lib/prepare/engineered_features.ts";
import { featureNames } from "../lib/prepare/feature_names.ts";
import { createSplitPlanner } from "../lib/prepare/split.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { readingBatches } from "../lib/stores/reading_batches.ts";
import { type ArrowWriter, createArrowWriter } from "../lib/table/arrow_writer.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { selectColumns, type Table, takeRows } from "../lib/table/table.ts";
import { readJson, toJson } from "./json_file.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";

/** All that decides on which side a reading falls. */
const splitColumns = ["reading_id", "machine_id", "measured_at", "failure"];

/** Where transform reads and writes. */
export interface TransformFolders {
  raw: string;
  prepared: string;
}

/**
 * Adds the engineered features to `readings.csv` and parts its rows into `train.arrow` and `test.arrow`: original
 * rows with their keys, nothing removed, nothing synthetic. Reads the file twice, first to see how the rows can be
 * parted, and holds no more than a batch of them.
 */
export async function transform(
  context: Pick<TaskContext, "params" | "log" | "progress">,
  folders: TransformFolders = { raw: "data/raw", prepared: "data/prepared" },
): Promise<SplitSummary> {
  const { params, log } = context;
  const readings = `${folders.raw}/readings.csv`;
  const ingest = await readJson(`${folders.raw}/summary.json`, ingestSummarySchema, "stage:ingest");
  const progress = context.progress("transform", 100, "% of two passes");
  const writers: Record<"train" | "test", ArrowWriter>[] = [];
  try {
    const planner = createSplitPlanner(params.split);
    for await (const { table, progress: share } of readingBatches(readings, splitColumns)) {
      planner.add(table);
      progress.update(Math.round(share * 50));
    }
    const plan = planner.plan();
    const files = {
      train: createArrowWriter(`${folders.prepared}/train.arrow`),
      test: createArrowWriter(`${folders.prepared}/test.arrow`),
    };
    writers.push(files);
    for await (const { table, progress: share } of readingBatches(readings)) {
      featureNames(table, params.transform);
      const prepared = withEngineeredFeatures(keptColumns(table, params.transform.drop));
      const heldOut = plan.heldOut(table);
      files.train.write(takeRows(prepared, rowsWhere(heldOut, 0)));
      files.test.write(takeRows(prepared, rowsWhere(heldOut, 1)));
      progress.update(Math.round(50 + share * 50));
    }
    const { by, train, test, machines } = plan;
    const summary: SplitSummary = { by, train, test, machines, ingest };
    files.train.commit();
    files.test.commit();
    writeFileAtomic(`${folders.prepared}/summary.json`, toJson(summary));
    log.info({ by, train, test, machines }, "transformed");
    return summary;
  } finally {
    for (const files of writers) for (const file of [files.train, files.test]) file.abort();
    progress.stop();
  }
}

/** How the rows were parted, for a person. */
export function splitSentence({ by, train, test, machines }: SplitSummary): string {
  const share = (100 * test.rows / (train.rows + test.rows)).toFixed(1);
  const how = machines !== null
    ? `no machine on both sides (${machines.train} and ${machines.test})`
    : by === "time"
    ? "the latest held out"
    : "row by row";
  const count = (n: number) => n.toLocaleString("en-US");
  return `power, ΔT, strain; ${count(train.rows)} training rows (${count(train.failures)} failures), ` +
    `${count(test.rows)} held out (${share} %, ${count(test.failures)} failures), ${how}`;
}

/** Failure modes that are to be dropped go for good; everything else is input to some feature. */
function keptColumns(table: Table, drop: readonly string[]): Table {
  const dropped = new Set(failureModes.filter((mode) => drop.includes(mode)) as string[]);
  return selectColumns(table, [...table.columns.keys()].filter((name) => !dropped.has(name)));
}

function rowsWhere(heldOut: Uint8Array, side: 0 | 1): Int32Array {
  const rows = new Int32Array(heldOut.length);
  let count = 0;
  for (let row = 0; row < heldOut.length; row++) if (heldOut[row] === side) rows[count++] = row;
  return rows.subarray(0, count);
}

if (import.meta.main) {
  await runTask({
    name: "stage:transform",
    summary: "Adds engineered features to data/raw/readings.csv and splits it 70/30 into data/prepared/.",
  }, async (context) => {
    const { value, seconds } = await context.timed(() => transform(context));
    await recordTiming({ transform_s: seconds });
    context.print(stepLine("transform", "", splitSentence(value), seconds));
  });
}
