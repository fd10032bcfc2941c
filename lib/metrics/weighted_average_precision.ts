import { rankScores } from "./rank_scores.ts";

/**
 * Prepares rows for their average precision to be computed many times over with different whole-number weights: ranks
 * once. A weight of 2 is the same as the row standing twice.
 *
 * @param yTrue Labels, 0 or 1, checked by the caller.
 * @param score Finite numbers, checked by the caller.
 * @returns Average precision of the rows weighted so, weights in the order of the rows; NaN when no row that counts
 * failed. O(n).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const averagePrecision = weightedAveragePrecision([1, 0], [0.4, 0.8]);
 * equal(averagePrecision(Uint32Array.of(1, 1)), 0.5);
 * equal(averagePrecision(Uint32Array.of(1, 3)), 0.25);
 * ```
 */
export function weightedAveragePrecision(
  yTrue: ArrayLike<number>,
  score: ArrayLike<number>,
): (weights: Uint32Array) => number {
  const { order, tieEnds } = rankScores(score);
  const label = Uint8Array.from(order, (row) => yTrue[row]);
  return (weights) => {
    let failures = 0, total = 0, sum = 0, i = 0;
    for (let tie = 0; tie < tieEnds.length; tie++) {
      const end = tieEnds[tie];
      let tiedFailures = 0;
      for (; i < end; i++) {
        const weight = weights[order[i]];
        total += weight;
        tiedFailures += weight * label[i];
      }
      failures += tiedFailures;
      if (tiedFailures > 0) sum += tiedFailures * failures / total;
    }
    return sum / failures;
  };
}
