import { binCounts } from "./bin_counts.ts";
import { binEdges } from "./bin_edges.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";

/** The most distinct values of a reference that are compared one by one and not in bins. */
const MOST_SEPARATE = 20;

/**
 * Each side's share of rows in every bin, as Evidently's `get_binned_data` has them: bins of equal width over both sides
 * together by Sturges' rule when the reference holds more than 20 distinct values (its documented 30 quantiles are not
 * what its code does), else a bin for each distinct value of either side. The reason of {@link binEdges}
 * where bins are impossible.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * deepEqual(binnedShares(sortedSample([1, 1, 2, 2]), sortedSample([2, 3])), {
 *   reference: new Float64Array([0.5, 0.5, 0]),
 *   current: new Float64Array([0, 0.5, 0.5]),
 * });
 * ```
 */
export function binnedShares(
  reference: SortedSample,
  current: SortedSample,
): { reference: Float64Array; current: Float64Array } | "constant" | "overflow" {
  const a = reference.values, b = current.values;
  if (distinctExceeds(a, MOST_SEPARATE)) {
    const least = Math.min(a[0], b[0]), most = Math.max(a[a.length - 1], b[b.length - 1]);
    const edges = binEdges(least, most, a.length + b.length, reference.integer && current.integer);
    if (typeof edges === "string") return edges;
    return {
      reference: binCounts(a, edges).map((count) => count / a.length),
      current: binCounts(b, edges).map((count) => count / b.length),
    };
  }
  const { inReference, inCurrent } = pooledCounts(reference, current);
  return {
    reference: Float64Array.from(inReference, (count) => count / a.length),
    current: Float64Array.from(inCurrent, (count) => count / b.length),
  };
}

function distinctExceeds(sorted: Float64Array, limit: number): boolean {
  let distinct = 1;
  for (let row = 1; row < sorted.length; row++) {
    if (sorted[row] !== sorted[row - 1] && ++distinct > limit) return true;
  }
  return false;
}
