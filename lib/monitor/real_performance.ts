import type { RealPerformance } from "../contracts/monitor_report.ts";
import { brierLoss } from "../metrics/brier_loss.ts";
import { confusionMatrix } from "../metrics/confusion_matrix.ts";
import { scoresOfConfusion } from "../metrics/decision_scores.ts";
import { expectedCalibrationError } from "../metrics/expected_calibration_error.ts";
import { wilsonInterval } from "../metrics/wilson_interval.ts";
import type { JudgedPrediction } from "./judged_predictions.ts";
import { judgedPeriods } from "./judged_periods.ts";

/**
 * A model's scores on predictions of which an outcome was told, by the decisions that were given out at the time.
 * Intervals are Wilson's at 95 %, of independent rows: readings of one machine that follow each other hold less.
 * Scores that the rows leave undefined are null, as in `lib/metrics`.
 *
 * @param judged Oldest prediction first.
 * @param span The window, in milliseconds since the epoch, for the periods.
 * @returns Null without judged predictions.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(realPerformance([], { since: 0, until: 1e12 }), null);
 * ```
 */
export function realPerformance(
  judged: readonly JudgedPrediction[],
  span: { since: number; until: number },
): RealPerformance | null {
  if (judged.length === 0) return null;
  const { failures, expected_failures } = countFailures(judged);
  const probability = judged.map(({ prediction }) => prediction.probability);
  const yTrue = failed(judged);
  const { precision, recall, f1, confusion } = scoresOf(judged);
  const { true_positive, false_positive } = confusion;
  return {
    rows: judged.length,
    failures,
    expected_failures,
    confusion,
    precision,
    recall,
    f1,
    brier: brierLoss(yTrue, probability),
    ece: expectedCalibrationError(yTrue, probability),
    interval: {
      precision: wilsonInterval(true_positive, true_positive + false_positive),
      recall: wilsonInterval(true_positive, failures),
    },
    periods: judgedPeriods(judged, span).map(({ since, until, judged: rows }) => {
      const counts = countFailures(rows);
      const { precision, recall } = scoresOf(rows);
      return {
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
        rows: rows.length,
        ...counts,
        mean_probability: counts.expected_failures / rows.length,
        failure_rate: counts.failures / rows.length,
        precision,
        recall,
      };
    }),
  };
}

function failed(judged: readonly JudgedPrediction[]): number[] {
  return judged.map(({ outcome }) => Number(outcome.failure));
}

function scoresOf(judged: readonly JudgedPrediction[]): ReturnType<typeof scoresOfConfusion> {
  const alarms = judged.map(({ prediction }) => Number(prediction.failure));
  return scoresOfConfusion(confusionMatrix(failed(judged), alarms));
}

/** How many failures there were, and how many the model expected. */
function countFailures(
  judged: readonly JudgedPrediction[],
): Pick<RealPerformance, "failures" | "expected_failures"> {
  let failures = 0, expected_failures = 0;
  for (const { prediction, outcome } of judged) {
    failures += Number(outcome.failure);
    expected_failures += prediction.probability;
  }
  return { failures, expected_failures };
}
