import type { EstimatedPerformance } from "../contracts/monitor_report.ts";
import type { StoredPrediction } from "../contracts/prediction.ts";
import { scoresOfConfusion } from "../metrics/decision_scores.ts";

/**
 * What a model's scores would be if each of its probabilities were right, estimated without outcomes: NannyML's
 * confidence-based performance estimation (CBPE). Of an alarm with probability p one expects p failures and 1 - p
 * false alarms; of a reading without one, p missed failures. The scores are those of the sums. It knows nothing of a
 * failure process that has changed: only outcomes do.
 *
 * NannyML calibrates probabilities itself where the reference asks for it; these are calibrated already. Where it
 * answers 0 for nothing divided by nothing, as for the precision of no alarms, a score is null.
 *
 * @param predictions The calibrated probability of failure, and whether it was called one.
 * @returns Null without predictions.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const estimated = estimatePerformance([
 *   { probability: 0.75, failure: true },
 *   { probability: 0.25, failure: false },
 * ])!;
 * equal(estimated.precision, 0.75);
 * equal(estimated.recall, 0.75);
 * ```
 */
export function estimatePerformance(
  predictions: readonly Pick<StoredPrediction, "probability" | "failure">[],
): EstimatedPerformance | null {
  if (predictions.length === 0) return null;
  const expected = { true_negative: 0, false_positive: 0, false_negative: 0, true_positive: 0 };
  for (const { probability, failure } of predictions) {
    expected[failure ? "true_positive" : "false_negative"] += probability;
    expected[failure ? "false_positive" : "true_negative"] += 1 - probability;
  }
  const { precision, recall, f1, confusion } = scoresOfConfusion(expected);
  return { method: "cbpe", rows: predictions.length, confusion, precision, recall, f1 };
}
