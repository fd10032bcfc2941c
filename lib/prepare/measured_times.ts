import { FaultlineError } from "../errors.ts";
import { type ReadColumn, type Table, textColumn } from "../table/table.ts";

/**
 * When each row was measured, in milliseconds since the epoch.
 *
 * @throws {FaultlineError} SPLIT_NO_TIME, when the table has no `measured_at`, or a row has none that can be read.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * deepEqual(measuredTimes(createTable({ measured_at: ["1970-01-01T00:00:01Z"] })), Float64Array.of(1000));
 * ```
 */
export function measuredTimes(table: Table<ReadColumn>): Float64Array {
  const found = table.columns.get("measured_at");
  const hint = "map your time column under ingest.columns.measured_at, or use --set split.by=row or machine";
  if (found === undefined || found instanceof Float64Array) {
    throw new FaultlineError("SPLIT_NO_TIME", "Cannot order readings by time: they have no measured_at", {
      hint,
    });
  }
  const column = textColumn(table, "measured_at");
  const times = new Float64Array(table.rowCount);
  for (let i = 0; i < times.length; i++) {
    times[i] = Date.parse(column[i]);
    if (Number.isNaN(times[i])) {
      throw new FaultlineError(
        "SPLIT_NO_TIME",
        `Cannot order readings by time: measured_at must be an ISO 8601 time, current value: ${
          JSON.stringify(column[i])
        }`,
        { hint },
      );
    }
  }
  return times;
}
