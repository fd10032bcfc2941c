import type { DataQuality } from "../contracts/monitor_report.ts";
import type { StoredPrediction } from "../contracts/prediction.ts";
import { sensorColumns } from "../contracts/reading.ts";
import type { Table } from "../table/table.ts";

/**
 * How many readings of each sensor lie below the least or above the greatest finite value that the reference has of
 * it: no tree has seen such values, and none tells them from the nearest that it has. A sensor that the reference has
 * no number of cannot be looked at. O(n).
 *
 * @returns The sensors with any, in the contract's order; `share` is of all predictions, in (0, 1].
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * deepEqual(outOfRange([], createTable({ torque_nm: Float64Array.of(20, 60) })), []);
 * ```
 */
export function outOfRange(
  predictions: readonly StoredPrediction[],
  reference: Table,
): DataQuality["out_of_range"] {
  const ranges = sensorColumns.map((column) => {
    const [least, most] = finiteRange(reference.columns.get(column));
    return { column, least, most, below: 0, above: 0 };
  });
  // Without a number the range is from Infinity to -Infinity, and everything would be outside.
  const known = ranges.filter(({ least, most }) => least <= most);
  for (const { reading } of predictions) {
    for (const range of known) {
      const value = reading[range.column];
      if (value < range.least) range.below++;
      else if (value > range.most) range.above++;
    }
  }
  return known.filter(({ below, above }) => below + above > 0)
    .map((range) => ({ ...range, share: (range.below + range.above) / predictions.length }));
}

function finiteRange(values: Float64Array | readonly string[] | undefined): [least: number, most: number] {
  let least = Infinity, most = -Infinity;
  if (!(values instanceof Float64Array)) return [least, most];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
