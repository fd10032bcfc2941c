import { failureModes } from "../lib/contracts/reading.ts";
import { ingestSummarySchema, type SplitSummary } from "../lib/contracts/summaries.ts";
import { withEngineeredFeatures } from "../lib/prepare/engineered_features.ts";
import { featureNames } from "../lib/prepare/feature_names.ts";
import { createSplitPlanner } from "../lib/prepare/split.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { readingSpans } from "../lib/stores/reading_spans.ts";
import { createArrowWriter } from "../lib/table/arrow_writer.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { type ReadColumn, selectColumns, type Table, takeRows } from "../lib/table/table.ts";
import { readJson, toJson } from "./json_file.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";

/** All that a plan by time looks at. */
const timeColumns = ["measured_at", "failure"];

/** Where transform reads and writes. */
export interface TransformFolders {
  raw: string;
  prepared: string;
}

/**
 * Adds the engineered features to `readings.csv` and parts its rows into `train.arrow` and `test.arrow`: original
 * rows with their keys, nothing removed, nothing synthetic. Holds no more than a batch of rows. Reads the file once,
 * and once more where a row's side could not be told when it was read: in a split by time, or when the first machine
 * that comes back does so late in the file.
 */
export async function transform(
  context: Pick<TaskContext, "params" | "log" | "progress">,
  folders: TransformFolders = { raw: "data/raw", prepared: "data/prepared" },
): Promise<SplitSummary> {
  const { params, log } = context;
  const readings = `${folders.raw}/readings.csv`;
  const ingest = await readJson(`${folders.raw}/summary.json`, ingestSummarySchema, "stage:ingest");
  const progress = context.progress("transform", 100, "% of the readings");
  let files: PreparedFiles | undefined;
  try {
    const planner = createSplitPlanner(params.split);
    const only = params.split.by === "time" ? timeColumns : undefined;
    let writtenBy: SplitSummary["by"] | undefined;
    let isFirst = true;
    for await (const { table, progress: share } of readingSpans(readings, { only })) {
      const sides = planner.add(table);
      if (isFirst && sides) {
        files = createPreparedFiles(folders.prepared, params.transform);
        writtenBy = sides.by;
      }
      isFirst = false;
      if (sides && sides.by === writtenBy) files?.write(table, sides.heldOut);
      progress.update(Math.round(share * 100));
    }
    const plan = planner.plan();
    if (plan.by !== writtenBy) {
      files?.abort();
      files = createPreparedFiles(folders.prepared, params.transform);
      for await (const { table, progress: share } of readingSpans(readings)) {
        files.write(table, plan.heldOut(table));
        progress.update(Math.round(share * 100));
      }
    }
    const { by, train, test, machines } = plan;
    const summary: SplitSummary = { by, train, test, machines, ingest };
    files!.commit();
    writeFileAtomic(`${folders.prepared}/summary.json`, toJson(summary));
    log.info({ by, train, test, machines }, "transformed");
    return summary;
  } finally {
    files?.abort();
    progress.stop();
  }
}

/** Both sides of the split, under way. */
interface PreparedFiles {
  /** Appends readings, each to its side: 1 for the held-out one. */
  write(readings: Table<ReadColumn>, heldOut: Uint8Array): void;
  commit(): void;
  abort(): void;
}

function createPreparedFiles(folder: string, params: TaskContext["params"]["transform"]): PreparedFiles {
  const train = createArrowWriter(`${folder}/train.arrow`);
  const test = createArrowWriter(`${folder}/test.arrow`);
  return {
    write(readings, heldOut) {
      featureNames(readings, params);
      const prepared = withEngineeredFeatures(keptColumns(readings, params.drop));
      train.write(takeRows(prepared, rowsWhere(heldOut, 0)));
      test.write(takeRows(prepared, rowsWhere(heldOut, 1)));
    },
    commit() {
      train.commit();
      test.commit();
    },
    abort() {
      train.abort();
      test.abort();
    },
  };
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
function keptColumns(table: Table<ReadColumn>, drop: readonly string[]): Table<ReadColumn> {
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
