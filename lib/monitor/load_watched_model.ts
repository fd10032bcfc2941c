import { join } from "node:path";
import type { Metrics } from "../contracts/metrics.ts";
import type { ModelHeader } from "../contracts/model_header.ts";
import { FaultlineError } from "../errors.ts";
import { isAbsence } from "../is_absence.ts";
import { loadModel } from "../model/load_model.ts";
import { parseMetrics } from "../model/parse_metrics.ts";
import { readArrow } from "../table/arrow_reader.ts";
import type { Table } from "../table/table.ts";

/** A model with what it is watched by. */
export interface WatchedModel {
  model: { name: string; version: string; header: ModelHeader };
  /** `reference.arrow`; null where there is none. */
  reference: Table | null;
  /** `metrics.json`; null where there is none. */
  metrics: Metrics | null;
}

/**
 * Reads a model folder: model, reference and metrics.
 *
 * @throws {FaultlineError} As `loadModel`; `INPUT_DAMAGED` or `MODEL_DAMAGED` when reference or metrics are damaged, or
 * the metrics are of another version; `INPUT_NOT_FOUND` when they are there and may not be read.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * await rejects(loadWatchedModel("nowhere"), { code: "MODEL_NOT_FOUND" });
 * ```
 */
export async function loadWatchedModel(folder: string): Promise<WatchedModel> {
  const { model: { header }, version } = await loadModel(folder);
  return {
    model: { name: header.name, version, header },
    reference: await ifThere(() => readArrow(join(folder, "reference.arrow"))),
    metrics: await ifThere(() => readMetrics(join(folder, "metrics.json"))),
  };
}

async function readMetrics(path: string): Promise<Metrics> {
  return parseMetrics(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `cannot read ${path}: ${(cause as Error).name}`, {
      cause,
      hint: "check the path and its permissions",
    });
  }
}

async function ifThere<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FaultlineError && isAbsence(error.cause)) return null;
    throw error;
  }
}
