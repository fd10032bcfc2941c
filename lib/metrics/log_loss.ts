import { checkProbabilities } from "./check_rows.ts";

/**
 * Log loss: the mean of -ln of the probability given to what happened; better when lower. Probabilities are clipped
 * to [ε, 1 - ε] first, ε being the double's machine epsilon 2^-52, as in scikit-learn's `log_loss`, which it equals
 * (with `labels=[0, 1]` where only one class is there). Null when there are no rows.
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a probability lies outside [0, 1].
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(logLoss([0, 1], [0.5, 0.5]), Math.LN2);
 * ```
 */
export function logLoss(yTrue: ArrayLike<number>, probability: ArrayLike<number>): number | null {
  checkProbabilities("compute log loss", yTrue, probability);
  let sum = 0;
  for (let i = 0; i < yTrue.length; i++) sum += rowLogLoss(yTrue[i], probability[i]);
  return yTrue.length === 0 ? null : sum / yTrue.length;
}

/** What one row adds to the sum of {@link logLoss}. */
export function rowLogLoss(label: number, probability: number): number {
  const given = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON));
}
