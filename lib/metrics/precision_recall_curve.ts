import { checkRows } from "./check_rows.ts";
import { rankedCounts } from "./ranked_counts.ts";

/** Points of a precision-recall curve, by rising threshold. */
export interface PrecisionRecallCurve {
  precision: number[];
  recall: number[];
  /** One shorter than the others: the last point (precision 1, recall 0) has none. */
  threshold: number[];
}

/**
 * Precision and recall at every attained score, equal to scikit-learn's `precision_recall_curve`. Null when no row
 * failed. O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, higher for failures.
 * @param options.dropIntermediate Leave out points between two of the same recall, which do not change the drawn
 * curve (default true).
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a score is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(precisionRecallCurve([0, 1, 1], [0.1, 0.4, 0.8]), {
 *   precision: [2 / 3, 1, 1, 1],
 *   recall: [1, 1, 0.5, 0],
 *   threshold: [0.1, 0.4, 0.8],
 * });
 * ```
 */
export function precisionRecallCurve(
  yTrue: ArrayLike<number>,
  score: ArrayLike<number>,
  { dropIntermediate = true }: { dropIntermediate?: boolean } = {},
): PrecisionRecallCurve | null {
  checkRows("draw precision-recall curve", yTrue, score);
  const { score: attained, truePositives, falsePositives } = rankedCounts(yTrue, score);
  const last = attained.length - 1;
  const failures = truePositives[last] ?? 0;
  if (failures === 0) return null;
  const curve: PrecisionRecallCurve = { precision: [], recall: [], threshold: [] };
  for (let cut = last; cut >= 0; cut--) {
    const between = cut > 0 && cut < last && truePositives[cut - 1] === truePositives[cut] &&
      truePositives[cut] === truePositives[cut + 1];
    if (dropIntermediate && between) continue;
    curve.precision.push(truePositives[cut] / (truePositives[cut] + falsePositives[cut]));
    curve.recall.push(truePositives[cut] / failures);
    curve.threshold.push(attained[cut]);
  }
  curve.precision.push(1);
  curve.recall.push(0);
  return curve;
}
