import { checkRows } from "./check_rows.ts";
import { rankedCounts } from "./ranked_counts.ts";

/**
 * Area under the receiver operating characteristic: the chance that a row that failed scores above one that did not,
 * ties counting one half. Equals scikit-learn's `roc_auc_score`; null unless both classes are there. O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, higher for failures.
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a score is not finite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75);
 * equal(rocAuc([0, 0], [0.1, 0.4]), null);
 * ```
 */
export function rocAuc(yTrue: ArrayLike<number>, score: ArrayLike<number>): number | null {
  checkRows("compute ROC AUC", yTrue, score);
  const { truePositives, falsePositives } = rankedCounts(yTrue, score);
  let failures = 0, sound = 0, halfPairs = 0;
  for (let cut = 0; cut < truePositives.length; cut++) {
    halfPairs += (falsePositives[cut] - sound) * (truePositives[cut] + failures);
    failures = truePositives[cut];
    sound = falsePositives[cut];
  }
  return failures === 0 || sound === 0 ? null : halfPairs / 2 / failures / sound;
}
