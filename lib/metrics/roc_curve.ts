import { checkRows } from "./check_rows.ts";
import { rankedCounts } from "./ranked_counts.ts";

/** Points of a receiver operating characteristic, from (0, 0) to (1, 1). */
export interface RocCurve {
  false_positive_rate: number[];
  true_positive_rate: number[];
  /** Falling, and one shorter than the others: the first point, where nothing is called a failure, has none. */
  threshold: number[];
}

/**
 * False and true positive rate at every attained score, equal to scikit-learn's `roc_curve` (which writes infinity
 * for the first threshold). Null unless both classes are there. O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, higher for failures.
 * @param options.dropIntermediate Leave out points half way between their neighbours, which do not change the
 * drawn curve (default true).
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a score is not finite.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), {
 *   false_positive_rate: [0, 0, 0.5, 0.5, 1],
 *   true_positive_rate: [0, 0.5, 0.5, 1, 1],
 *   threshold: [0.8, 0.4, 0.35, 0.1],
 * });
 * ```
 */
export function rocCurve(
  yTrue: ArrayLike<number>,
  score: ArrayLike<number>,
  { dropIntermediate = true }: { dropIntermediate?: boolean } = {},
): RocCurve | null {
  checkRows("draw ROC curve", yTrue, score);
  const { score: attained, truePositives: tp, falsePositives: fp } = rankedCounts(yTrue, score);
  const last = attained.length - 1;
  const failures = tp[last] ?? 0, sound = fp[last] ?? 0;
  if (failures === 0 || sound === 0) return null;
  const curve: RocCurve = { false_positive_rate: [0], true_positive_rate: [0], threshold: [] };
  for (let cut = 0; cut <= last; cut++) {
    // Steps to and from this point are compared as whole numbers, so that no rounding bends a line.
    const straight = cut > 0 && cut < last &&
      tp[cut + 1] - tp[cut] === tp[cut] - tp[cut - 1] &&
      fp[cut + 1] - fp[cut] === fp[cut] - fp[cut - 1];
    if (dropIntermediate && straight) continue;
    curve.false_positive_rate.push(fp[cut] / sound);
    curve.true_positive_rate.push(tp[cut] / failures);
    curve.threshold.push(attained[cut]);
  }
  return curve;
}
