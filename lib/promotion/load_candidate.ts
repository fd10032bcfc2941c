import { join } from "node:path";
import type { Metrics } from "../contracts/metrics.ts";
import { type SplitSummary, splitSummarySchema } from "../contracts/summaries.ts";
import { FaultlineError } from "../errors.ts";
import { loadModel } from "../model/load_model.ts";
import type { Model } from "../model/model.ts";
import { parseMetrics } from "../model/parse_metrics.ts";
import { readArrow } from "../table/arrow_reader.ts";
import { type Table, textColumn } from "../table/table.ts";
import { unseenRows } from "./unseen_rows.ts";

/** A model that asks to be champion, and what it is judged by. */
export interface Candidate {
  model: Model;
  /** The first 12 hex digits of its file's SHA-256. */
  version: string;
  metrics: Metrics;
  /** Rows that it was not trained on, with the contract's columns. */
  heldOut: Table;
  /** When the latest of its training rows was measured, ISO 8601; null when not every row says when. */
  trainedUntil: string | null;
}

/** Where a candidate and its rows lie. */
export interface CandidateFolders {
  /** With `model.safetensors` and `metrics.json`. */
  model: string;
  /** With `train.arrow`, `test.arrow` and `summary.json`. */
  prepared: string;
}

/**
 * Loads a candidate with the rows held out from it, and makes sure that the three belong together: that the metrics are
 * this model's, and the rows those that this model was not trained on.
 *
 * @throws {FaultlineError} As `loadModel`; `INPUT_NOT_FOUND` when metrics or rows are not there; `MODEL_DAMAGED` or
 * `INPUT_DAMAGED` when they are damaged, or belong to another model.
 */
export async function loadCandidate(folders: CandidateFolders): Promise<Candidate> {
  const { model, version } = await loadModel(folders.model);
  const metricsPath = join(folders.model, "metrics.json"),
    summaryPath = join(folders.prepared, "summary.json");
  const metrics = parseMetrics(await readText(metricsPath, "stage:evaluate"), metricsPath);
  if (metrics.model.version !== version) {
    throw mismatch(`${metricsPath} judges model ${metrics.model.version}, not ${version}`, "stage:evaluate");
  }
  const split = parseSummary(await readText(summaryPath, "stage:transform"), summaryPath);
  const heldOut = await readArrow(join(folders.prepared, "test.arrow"));
  const trainedUntil = await latestTime(join(folders.prepared, "train.arrow"), heldOut);
  if (!belongTogether({ model, metrics, split, heldOut, trainedUntil })) {
    throw mismatch(
      `${folders.prepared} does not hold the readings that model ${version} was made of`,
      "train",
    );
  }
  return { model, version, metrics, heldOut, trainedUntil };
}

function belongTogether(
  { model, metrics, split, heldOut, trainedUntil }: Omit<Candidate, "version"> & { split: SplitSummary },
): boolean {
  const { data } = model.header;
  const unseen = unseenRows(heldOut, { header: model.header, trainedUntil });
  return data.hash === split.ingest.hash && data.hash === metrics.data.hash &&
    data.split_by === split.by && data.rows === split.train.rows && data.failures === split.train.failures &&
    heldOut.rowCount === split.test.rows && unseen?.length === heldOut.rowCount;
}

/** The latest time of a table's rows; null unless every row has one. */
async function latestTime(path: string, heldOut: Table): Promise<string | null> {
  if (!heldOut.columns.has("measured_at")) return null;
  const times = textColumn(await readArrow(path, { columns: ["measured_at"] }), "measured_at");
  let latest = -Infinity;
  for (const text of times) {
    const time = Date.parse(text);
    if (Number.isNaN(time)) return null;
    if (time > latest) latest = time;
  }
  return latest === -Infinity ? null : new Date(latest).toISOString();
}

function parseSummary(text: string, path: string): SplitSummary {
  try {
    return splitSummarySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new FaultlineError("INPUT_DAMAGED", `${path} is not as deno task stage:transform wrote it`, {
      cause,
      hint: "run deno task stage:transform again",
    });
  }
}

async function readText(path: string, task: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no ${path}`, {
      cause,
      hint: `run deno task ${task} first`,
    });
  }
}

function mismatch(message: string, task: string): FaultlineError {
  return new FaultlineError("INPUT_DAMAGED", message, { hint: `run deno task ${task} again` });
}
