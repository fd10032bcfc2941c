import type { CategoryDistribution, CategorySide } from "../drift/category_distribution.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";

/** A page that holds much else draws so many. */
const mostDrawn = 10;

/**
 * A distribution with the ten categories that are most frequent on both sides together, in their order; the rest are
 * counted among the others. Numbers are left as they are.
 */
export function fewCategories(distribution: ColumnDistribution): ColumnDistribution {
  if (distribution.kind === "number" || distribution.categories.length <= mostDrawn) return distribution;
  const { categories, others, reference, current } = distribution;
  const weight = (i: number) => reference.shares[i] + current.shares[i];
  const kept = categories.map((_, i) => i).sort((a, b) => weight(b) - weight(a) || a - b).slice(0, mostDrawn)
    .sort((a, b) => a - b);
  const few: CategoryDistribution = {
    ...distribution,
    categories: kept.map((i) => categories[i]),
    others: others + categories.length - mostDrawn,
    reference: fewShares(reference, kept),
    current: fewShares(current, kept),
  };
  return few;
}

function fewShares({ missing, shares, others }: CategorySide, kept: readonly number[]): CategorySide {
  const named = kept.map((i) => shares[i]);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return { missing, shares: named, others: others + Math.max(0, sum(shares) - sum(named)) };
}
