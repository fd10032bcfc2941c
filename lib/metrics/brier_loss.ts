import { checkProbabilities } from "./check_rows.ts";

/**
 * Brier loss: the mean squared difference of probability and label; better when lower. Equals scikit-learn's
 * `brier_score_loss`; null when there are no rows.
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a probability lies outside [0, 1].
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(brierLoss([0, 1], [0.5, 1]), 0.125);
 * ```
 */
export function brierLoss(yTrue: ArrayLike<number>, probability: ArrayLike<number>): number | null {
  checkProbabilities("compute Brier loss", yTrue, probability);
  let sum = 0;
  for (let i = 0; i < yTrue.length; i++) sum += (probability[i] - yTrue[i]) ** 2;
  return yTrue.length === 0 ? null : sum / yTrue.length;
}
