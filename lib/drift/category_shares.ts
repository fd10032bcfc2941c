import { type CategoryCounts, pairCounts } from "./category_counts.ts";

/** Shares of two samples over the same bins or categories; each sums to 1. */
export interface PairedShares {
  reference: Float64Array;
  current: Float64Array;
}

/** The share of each category, over the categories of either sample. Null when one of them has no value. */
export function categoryShares(reference: CategoryCounts, current: CategoryCounts): PairedShares | null {
  if (reference.total === 0 || current.total === 0) return null;
  const paired = pairCounts(reference, current);
  return {
    reference: paired.reference.map((count) => count / reference.total),
    current: paired.current.map((count) => count / current.total),
  };
}
