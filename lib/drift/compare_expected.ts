import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import { cramersV } from "./cramers_v.ts";
import type { DriftResult } from "./drift_test.ts";
import { chiSquareTail } from "./gamma_tail.ts";

/**
 * Holds the current counts against those expected from the reference: its counts scaled to the current number of rows
 * and held to be exact. The statistic is the sum of what each category adds, its p that of a chi-square variable with
 * one degree of freedom fewer than there are categories. A side without values is `empty`, one category alone
 * `constant`.
 *
 * @param part What a category adds to the statistic; its expected count is 0 where the reference lacks it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { countCategories } from "./category_counts.ts";
 * const counts = countCategories(["L", "M"]);
 * const result = compareExpected(counts, counts, (observed, expected) => (observed - expected) ** 2 / expected);
 * equal(result.value, 1);
 * ```
 */
export function compareExpected(
  reference: CategoryCounts,
  current: CategoryCounts,
  part: (observed: number, expected: number) => number,
): DriftResult {
  if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
  const paired = pairCounts(reference, current);
  if (paired.categories.length < 2) return { status: "constant", value: null };
  const scale = paired.currentTotal / paired.referenceTotal;
  let statistic = 0;
  for (let i = 0; i < paired.categories.length; i++) {
    statistic += part(paired.current[i], paired.reference[i] * scale);
  }
  return {
    status: "ok",
    value: chiSquareTail(statistic, paired.categories.length - 1),
    effect: cramersV(paired),
  };
}
