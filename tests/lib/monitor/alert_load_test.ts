import { deepEqual, equal } from "node:assert/strict";
import type { Metrics } from "../../../lib/contracts/metrics.ts";
import { alertLoad } from "../../../lib/monitor/alert_load.ts";
import type { PredictionWindow } from "../../../lib/monitor/prediction_window.ts";
import { createTable } from "../../../lib/table/table.ts";
import { madePrediction } from "../../prediction_log/made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z"), hour = 3_600_000;

/** One prediction an hour from the start on; the first so many are alarms. */
function hourly(count: number, alarms: number, stored = count): PredictionWindow {
  const predictions = Array.from(
    { length: count },
    (_, number) =>
      madePrediction({
        ...{ ms: start + number * hour, number, probability: number < alarms ? 0.5 : 0.125 },
        risk: number < alarms ? "high" : "low",
      }),
  );
  return { since: start, until: start + 1e9, stored, predictions, latest: predictions };
}

const metrics = {
  test: { confusion: { true_negative: 90, false_positive: 1, false_negative: 6, true_positive: 3 } },
  data: { test: { rows: 100 } },
} as unknown as Metrics;
const nothing = { mostRows: 100_000, reference: null, metrics: null };

Deno.test("by hand: 49 hourly predictions, 7 of them alarms, where 4 in 100 held-out rows were", () => {
  const reference = createTable({ probability: Float64Array.of(0.25, 0.5) });
  deepEqual(alertLoad({ window: hourly(49, 7), mostRows: 100_000, reference, metrics }), {
    predictions: 49,
    alarms: 7,
    share: 1 / 7,
    designed_share: 0.04,
    // 48 follow the first within two days: 24 a day.
    per_day: 24 / 7,
    designed_per_day: 24 * 0.04,
    mean_probability: (7 * 0.5 + 42 * 0.125) / 49,
    reference_mean_probability: 0.375,
  });
});

Deno.test("without metrics and reference there is nothing to hold it against", () => {
  const load = alertLoad({ window: hourly(49, 7), ...nothing });
  deepEqual([load.designed_share, load.designed_per_day, load.reference_mean_probability], [
    null,
    null,
    null,
  ]);
  const reference = createTable({ torque_nm: Float64Array.of(40) });
  equal(alertLoad({ window: hourly(2, 0), ...nothing, reference }).reference_mean_probability, null);
  const empty = createTable({ probability: new Float64Array(0) });
  equal(alertLoad({ window: hourly(2, 0), ...nothing, reference: empty }).reference_mean_probability, null);
});

Deno.test("of no prediction, of one, and of less than a minute no day's number is told", () => {
  const none = alertLoad({ window: hourly(0, 0), mostRows: 100_000, reference: null, metrics });
  deepEqual([none.share, none.mean_probability, none.per_day, none.designed_per_day], [0, 0, null, null]);
  equal(alertLoad({ window: hourly(1, 1), ...nothing }).per_day, null);
  const [a, b] = [0, 59_999].map((ms, number) => madePrediction({ ms: start + ms, number, risk: "high" }));
  const short = { ...hourly(0, 0), predictions: [a, b], stored: 2 };
  equal(alertLoad({ window: short, ...nothing }).per_day, null);
});

Deno.test("predictions of another model in the window are none of this one's", () => {
  equal(alertLoad({ window: hourly(49, 49, 10_000), ...nothing }).per_day, 24);
});

Deno.test("of a sample the stored predictions tell how many there were a day", () => {
  // 481 were stored over the two days that the 49 span: 240 a day.
  equal(alertLoad({ window: hourly(49, 49, 481), ...nothing, mostRows: 49 }).per_day, 240);
});
