import type { StoreRows } from "./prediction_store.ts";

/**
 * Rows as they travel between threads: numbers in one typed array, texts in one JSON string. That costs the sending
 * thread a third of what a structured clone of the objects does, and keeps every bit of a number.
 */
export interface RowPack {
  /** How many predictions and outcomes each entry has; an entry is kept or refused as one. */
  entries: readonly { predictions: number; outcomes: number }[];
  /** All predictions, entry by entry, then all outcomes; in the order of the lists below. */
  numbers: Float64Array;
  texts: string;
}

/** at (ms), probability, threshold, failure, and the five sensors in the contract's order. */
export const predictionNumbers = 9;
/** id, machine_id, model name, model version, risk, request_id, type, measured_at. */
export const predictionTexts = 8;
/** at (ms), failure, recorded_at (ms). */
export const outcomeNumbers = 3;
/** id, prediction_id, machine_id, mode, recorded_by. */
export const outcomeTexts = 5;

/**
 * Packs entries of rows.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const pack = packRows([{ predictions: [], outcomes: [] }]);
 * deepEqual(pack.entries, [{ predictions: 0, outcomes: 0 }]);
 * equal(pack.texts, "[]");
 * ```
 */
export function packRows(rows: readonly StoreRows[]): RowPack {
  const entries = rows.map((entry) => ({
    predictions: entry.predictions.length,
    outcomes: entry.outcomes.length,
  }));
  const { predictions, outcomes } = totalOf(entries);
  const numbers = new Float64Array(predictionNumbers * predictions + outcomeNumbers * outcomes);
  const texts: (string | null | undefined)[] = new Array(
    predictionTexts * predictions + outcomeTexts * outcomes,
  );
  let n = 0, t = 0;
  // Rows of a group were mostly made in the same few milliseconds.
  let at = "", atMs = NaN;
  for (const entry of rows) {
    for (const row of entry.predictions) {
      const { reading, model } = row;
      if (row.at !== at) atMs = Date.parse(at = row.at);
      numbers[n++] = atMs;
      numbers[n++] = row.probability;
      numbers[n++] = row.threshold;
      numbers[n++] = row.failure ? 1 : 0;
      numbers[n++] = reading.air_temperature_k;
      numbers[n++] = reading.process_temperature_k;
      numbers[n++] = reading.rotational_speed_rpm;
      numbers[n++] = reading.torque_nm;
      numbers[n++] = reading.tool_wear_min;
      texts[t++] = row.id;
      texts[t++] = row.machine_id;
      texts[t++] = model.name;
      texts[t++] = model.version;
      texts[t++] = row.risk;
      texts[t++] = row.request_id;
      texts[t++] = reading.type;
      texts[t++] = reading.measured_at;
    }
  }
  for (const entry of rows) {
    for (const row of entry.outcomes) {
      numbers[n++] = Date.parse(row.at);
      numbers[n++] = row.failure ? 1 : 0;
      numbers[n++] = Date.parse(row.recorded_at);
      texts[t++] = row.id;
      texts[t++] = row.prediction_id;
      texts[t++] = row.machine_id;
      texts[t++] = row.mode;
      texts[t++] = row.recorded_by;
    }
  }
  return { entries, numbers, texts: JSON.stringify(texts) };
}

/** How many rows entries have together. */
export function totalOf(entries: RowPack["entries"]): { predictions: number; outcomes: number } {
  let predictions = 0, outcomes = 0;
  for (const entry of entries) {
    predictions += entry.predictions;
    outcomes += entry.outcomes;
  }
  return { predictions, outcomes };
}
