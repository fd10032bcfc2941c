import { checkRows } from "./check_rows.ts";
import { rocAuc } from "./roc_auc.ts";

/**
 * ROC AUC with an interval by DeLong, DeLong and Clarke-Pearson (1988), "Comparing the areas under two or more
 * correlated receiver operating characteristic curves", normal and cut off at 0 and 1. Null unless each class has two
 * rows. O(n log n), by midranks (Sun and Xu, 2014).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, higher for 1.
 * @param z How many standard errors to either side (default 1.96, for 95 %).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const { auc, interval } = rocAucInterval([0, 0, 1, 1, 0, 1], [0.1, 0.4, 0.35, 0.8, 0.2, 0.7])!;
 * equal(auc, 8 / 9);
 * equal(interval[0] < auc && interval[1] === 1, true);
 * ```
 */
export function rocAucInterval(
  yTrue: ArrayLike<number>,
  score: ArrayLike<number>,
  z = 1.96,
): { auc: number; interval: [number, number] } | null {
  checkRows("compute ROC AUC", yTrue, score);
  const ones: number[] = [], zeros: number[] = [];
  for (let row = 0; row < yTrue.length; row++) (yTrue[row] === 1 ? ones : zeros).push(score[row]);
  const auc = rocAuc(yTrue, score);
  if (auc === null || ones.length < 2 || zeros.length < 2) return null;
  const variance = placementVariance(ones, zeros, auc) / ones.length +
    placementVariance(zeros, ones, 1 - auc) / zeros.length;
  const reach = z * Math.sqrt(variance);
  return { auc, interval: [Math.max(0, auc - reach), Math.min(1, auc + reach)] };
}

/** The sample variance of the share of `others` that each value exceeds, ties counting one half. */
function placementVariance(values: readonly number[], others: readonly number[], mean: number): number {
  const sorted = Float64Array.from(values).sort(), rivals = Float64Array.from(others).sort();
  let below = 0, notAbove = 0, sum = 0;
  for (const value of sorted) {
    while (below < rivals.length && rivals[below] < value) below++;
    while (notAbove < rivals.length && rivals[notAbove] <= value) notAbove++;
    sum += ((below + notAbove) / 2 / rivals.length - mean) ** 2;
  }
  return sum / (sorted.length - 1);
}
