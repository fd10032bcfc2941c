import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import type { DriftResult } from "./drift_test.ts";

/**
 * A distance of two samples' shares over the categories of either; `empty` when one of them has no value.
 *
 * @param distance Of the reference's share of each category, and the current one; either sums to 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { countCategories } from "./category_counts.ts";
 * const lost = (reference: Float64Array, current: Float64Array) => reference[0] - current[0];
 * const [before, now] = [countCategories(["L", "M"]), countCategories(["L", "M", "M", "M"])];
 * equal(compareCategoryShares(before, now, lost).value, 0.25);
 * ```
 */
export function compareCategoryShares(
  reference: CategoryCounts,
  current: CategoryCounts,
  distance: (reference: Float64Array, current: Float64Array) => number,
): DriftResult {
  if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
  const paired = pairCounts(reference, current);
  const shares = (counts: Float64Array, total: number) => counts.map((count) => count / total);
  return {
    status: "ok",
    value: distance(shares(paired.reference, reference.total), shares(paired.current, current.total)),
  };
}
