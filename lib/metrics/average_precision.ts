import { checkRows } from "./check_rows.ts";
import { rankedCounts } from "./ranked_counts.ts";

/**
 * Average precision: the precision at every attained score, weighted by the recall gained there. A step function
 * without interpolation, equal to scikit-learn's `average_precision_score`; null when no row failed, where
 * scikit-learn warns and answers 0. O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, higher for failures.
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a score is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(averagePrecision([0, 1, 0, 1], [0.1, 0.4, 0.35, 0.8]), 1);
 * equal(averagePrecision([1, 0], [0.4, 0.8]), 0.5);
 * ```
 */
export function averagePrecision(yTrue: ArrayLike<number>, score: ArrayLike<number>): number | null {
  checkRows("compute average precision", yTrue, score);
  const { truePositives, falsePositives } = rankedCounts(yTrue, score);
  let failures = 0, sum = 0;
  for (let cut = 0; cut < truePositives.length; cut++) {
    const precision = truePositives[cut] / (truePositives[cut] + falsePositives[cut]);
    sum += (truePositives[cut] - failures) * precision;
    failures = truePositives[cut];
  }
  return failures === 0 ? null : sum / failures;
}
