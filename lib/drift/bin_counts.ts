import { firstFrom } from "./first_from.ts";

/**
 * How many values lie in each bin: from its left edge on, up to its right edge without it; the last bin holds its right
 * edge too. Values outside of all bins are not counted. O(bins × log n).
 *
 * @param sorted Ascending values.
 * @param edges Ascending edges, one more than bins.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(binCounts(new Float64Array([0, 1, 1, 2]), new Float64Array([0, 1, 2])), new Float64Array([1, 3]));
 * ```
 */
export function binCounts(sorted: Float64Array, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array(bins);
  let from = firstFrom(sorted, edges[0], false);
  for (let bin = 0; bin < bins; bin++) {
    const to = firstFrom(sorted, edges[bin + 1], bin === bins - 1);
    counts[bin] = to - from;
    from = to;
  }
  return counts;
}
