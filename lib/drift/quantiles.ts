/** Where a column's values lie. */
export interface Quantiles {
  least: number;
  /** 5 % of the values lie below. */
  low: number;
  median: number;
  /** 95 % of the values lie below. */
  high: number;
  most: number;
}

/**
 * The least and largest value, the median, and what 5 % and 95 % lie below. Null without values. O(1).
 *
 * @param sorted Ascending.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const sorted = Float64Array.from({ length: 21 }, (_, i) => i);
 * deepEqual(quantilesOf(sorted), { least: 0, low: 1, median: 10, high: 19, most: 20 });
 * ```
 */
export function quantilesOf(sorted: Float64Array): Quantiles | null {
  if (sorted.length === 0) return null;
  return {
    least: sorted[0],
    low: quantileOf(sorted, 0.05),
    median: quantileOf(sorted, 0.5),
    high: quantileOf(sorted, 0.95),
    most: sorted[sorted.length - 1],
  };
}

/**
 * A quantile, linear between the two values beside it, as numpy's default. O(1).
 *
 * @param sorted Ascending, at least one value.
 * @param share 0 to 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(quantileOf(Float64Array.of(1, 2), 0.25), 1.25);
 * ```
 */
export function quantileOf(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1), below = Math.floor(at), rest = at - below;
  // Two products and no difference: that of the largest doubles would be infinite.
  return rest === 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[below + 1] * rest;
}
