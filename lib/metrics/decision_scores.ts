import type { Confusion, DecisionScores } from "../contracts/metrics.ts";
import { confusionMatrix } from "./confusion_matrix.ts";

/**
 * Scores of hard decisions, failures being the positive class. All equal scikit-learn's where they are defined.
 * Where scikit-learn warns and answers 0 they are null: `precision` when no failure was predicted, `recall` when
 * none happened, `f1` when neither, `mcc` (Matthews, 1975) when either all rows or all decisions are alike.
 *
 * @param yTrue Labels, 0 or 1.
 * @param yPredicted Decisions, 0 or 1, a row each.
 * @throws {RangeError} When the lengths differ or an entry is neither 0 nor 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const scores = decisionScores([0, 0, 1, 1], [0, 1, 1, 1]);
 * equal(scores.recall, 1);
 * equal(scores.f1, 0.8);
 * ```
 */
export function decisionScores(yTrue: ArrayLike<number>, yPredicted: ArrayLike<number>): DecisionScores {
  return scoresOfConfusion(confusionMatrix(yTrue, yPredicted));
}

/** {@link decisionScores} of rows that are counted already. */
export function scoresOfConfusion(confusion: Confusion): DecisionScores {
  const { true_negative: tn, false_positive: fp, false_negative: fn, true_positive: tp } = confusion;
  return {
    accuracy: share(tp + tn, tn + fp + fn + tp),
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1: share(2 * tp, 2 * tp + fp + fn),
    // Four square roots rather than one of the product, which leaves the exact integers from 10,000 rows on.
    mcc: share(
      tp * tn - fp * fn,
      Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn),
    ),
    confusion,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
