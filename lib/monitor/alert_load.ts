import type { Metrics } from "../contracts/metrics.ts";
import type { AlertLoad } from "../contracts/monitor_report.ts";
import { numberColumn, type Table } from "../table/table.ts";
import { meanOf } from "./block_null.ts";
import type { PredictionWindow } from "./prediction_window.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * How often the model sounds the alarm, beside what its threshold was chosen for: the share of alarms on held-out rows.
 * A day's number is the share times the predictions made a day, over the time from the window's first prediction to
 * its last; null where that is less than a minute. Where the window is a sample, of `mostRows`, nobody has counted this
 * model's predictions, and those of all models that are stored stand for them.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const window = { since: 0, until: 1, stored: 0, predictions: [], latest: [] };
 * equal(alertLoad({ window, mostRows: 100_000, reference: null, metrics: null }).per_day, null);
 * ```
 */
export function alertLoad({ window, mostRows, reference, metrics }: {
  window: PredictionWindow;
  /** Predictions that were to be read at most. */
  mostRows: number;
  reference: Table | null;
  metrics: Metrics | null;
}): AlertLoad {
  const { predictions, stored } = window;
  const alarms = predictions.filter(({ failure }) => failure).length;
  const share = predictions.length === 0 ? 0 : alarms / predictions.length;
  const confusion = metrics?.test.confusion;
  const designedShare = confusion === undefined
    ? null
    : (confusion.true_positive + confusion.false_positive) / metrics!.data.test.rows;
  const made = predictions.length < mostRows ? predictions.length : stored;
  const perDay = readingsPerDay(predictions, made);
  const sum = predictions.reduce((total, { probability }) => total + probability, 0);
  const known = reference?.columns.has("probability") && reference.rowCount > 0
    ? numberColumn(reference, "probability")
    : null;
  return {
    predictions: predictions.length,
    alarms,
    share,
    designed_share: designedShare,
    per_day: perDay === null ? null : share * perDay,
    designed_per_day: perDay === null || designedShare === null ? null : designedShare * perDay,
    mean_probability: predictions.length === 0 ? 0 : sum / predictions.length,
    reference_mean_probability: known && meanOf(known, 0, known.length),
  };
}

function readingsPerDay(predictions: PredictionWindow["predictions"], made: number): number | null {
  if (predictions.length < 2) return null;
  const span = Date.parse(predictions.at(-1)!.at) - Date.parse(predictions[0].at);
  return span < 60_000 ? null : (made - 1) * dayMs / span;
}
