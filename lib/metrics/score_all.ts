import type { Scores } from "../contracts/metrics.ts";
import { averagePrecision } from "./average_precision.ts";
import { brierLoss } from "./brier_loss.ts";
import { decide } from "./decide.ts";
import { decisionScores } from "./decision_scores.ts";
import { expectedCalibrationError } from "./expected_calibration_error.ts";
import { logLoss } from "./log_loss.ts";
import { rocAuc } from "./roc_auc.ts";

/**
 * Every score of one model on one set of rows; null where the rows leave one undefined.
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @param threshold A row is called a failure from this probability on.
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a probability lies outside [0, 1].
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const scores = scoreAll([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.3);
 * equal(scores.f1, 0.8);
 * equal(scores.roc_auc, 0.75);
 * equal(scores.confusion.false_positive, 1);
 * ```
 */
export function scoreAll(
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
  threshold: number,
): Scores {
  const { confusion, ...decision } = decisionScores(yTrue, decide(probability, threshold));
  return {
    ...decision,
    roc_auc: rocAuc(yTrue, probability),
    average_precision: averagePrecision(yTrue, probability),
    brier: brierLoss(yTrue, probability),
    ece: expectedCalibrationError(yTrue, probability),
    log_loss: logLoss(yTrue, probability),
    confusion,
  };
}
