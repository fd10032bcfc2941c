import type { ModelHeader } from "../contracts/model_header.ts";
import { hashShare } from "../random/hash.ts";
import { type Table, textColumn } from "../table/table.ts";

/** What tells which rows a model was trained on. */
export interface TrainingTrace {
  header: {
    data: Pick<ModelHeader["data"], "split_by">;
    params: { split: Pick<ModelHeader["params"]["split"], "seed" | "test_share"> };
  };
  /** When the latest of its training rows was measured, ISO 8601; null when nobody knows. */
  trainedUntil: string | null;
}

/**
 * The rows that a model cannot have been trained on, of a table that holds rows from anywhere.
 *
 * By row or by machine, a hash of the key and the model's own seed says on which side of its split a row falls, whether
 * or not the row was among its readings: on the held-out side it was not trained on. By time, and for any split beside
 * its hash, a row measured after the latest training row was not trained on either.
 *
 * @param rows With `reading_id`, `machine_id` and, where there is one, `measured_at`.
 * @returns Row numbers, rising; null when it cannot be told: a split by time whose last training row is unknown.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const rows = createTable({ measured_at: ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"] });
 * const header = { data: { split_by: "time" as const }, params: { split: { seed: 42, test_share: 0.3 } } };
 * deepEqual(unseenRows(rows, { header, trainedUntil: "2026-01-15T00:00:00Z" }), Int32Array.of(1));
 * deepEqual(unseenRows(rows, { header, trainedUntil: null }), null);
 * ```
 */
export function unseenRows(rows: Table, { header, trainedUntil }: TrainingTrace): Int32Array | null {
  const by = header.data.split_by;
  const last = trainedUntil === null ? NaN : Date.parse(trainedUntil);
  if (by === "time" && Number.isNaN(last)) return null;
  const times = rows.columns.has("measured_at") ? textColumn(rows, "measured_at") : null;
  const keys = by === "time" ? null : textColumn(rows, by === "machine" ? "machine_id" : "reading_id");
  const { split } = header.params;
  const unseen: number[] = [];
  for (let row = 0; row < rows.rowCount; row++) {
    const heldOut = keys !== null && hashShare(keys[row], split.seed) < split.test_share;
    // A time that cannot be read is NaN, and later than nothing.
    if (heldOut || (times !== null && Date.parse(times[row]) > last)) unseen.push(row);
  }
  return Int32Array.from(unseen);
}
