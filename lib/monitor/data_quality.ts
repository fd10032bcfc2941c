import type { DataQuality } from "../contracts/monitor_report.ts";
import type { MonitorParams } from "../contracts/params.ts";
import type { Table } from "../table/table.ts";
import { clockSkew } from "./clock_skew.ts";
import { duplicateReadings } from "./duplicate_readings.ts";
import { outOfRange } from "./out_of_range.ts";
import type { PredictionWindow } from "./prediction_window.ts";
import { staleSensors } from "./stale_sensors.ts";

/**
 * What is wrong with the data itself: readings sent again, clocks that do not fit, sensors that stopped changing, and
 * values outside the reference. All but the stale sensors are looked for in `window.predictions`, these in
 * `window.latest`, of which none is left out. O(n).
 *
 * @param input.reference The model's reference; without one, nothing is out of range.
 * @param input.refused What the server refused, passed on as it is; null where nobody counted.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MonitorParams } from "../contracts/params.ts";
 * const quality = dataQuality({
 *   window: { since: 0, until: 1, stored: 0, predictions: [], latest: [] },
 *   reference: null,
 *   refused: null,
 *   params: { stale_readings: 6 } as MonitorParams,
 * });
 * equal(quality.stale_count, 0);
 * ```
 */
export function dataQuality({ window: { predictions, latest }, reference, refused, params }: {
  window: PredictionWindow;
  reference: Table | null;
  refused: DataQuality["refused"];
  params: Pick<MonitorParams, "stale_readings">;
}): DataQuality {
  let withoutMeasuredAt = 0;
  for (const { reading } of predictions) if (reading.measured_at === undefined) withoutMeasuredAt++;
  return {
    refused,
    without_measured_at: withoutMeasuredAt,
    out_of_range: reference === null ? [] : outOfRange(predictions, reference),
    ...staleSensors(latest, params.stale_readings),
    duplicates: duplicateReadings(predictions),
    clocks: clockSkew(predictions),
  };
}
