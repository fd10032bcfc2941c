/**
 * The first row whose value is at least `edge`, or, when `beyond`, above it; the number of rows when there is none.
 * O(log n).
 *
 * @param sorted Ascending values.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const sorted = Float64Array.of(1, 2, 2, 5);
 * deepEqual([firstFrom(sorted, 2, false), firstFrom(sorted, 2, true), firstFrom(sorted, 6, false)], [1, 3, 4]);
 * ```
 */
export function firstFrom(sorted: Float64Array, edge: number, beyond: boolean): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (beyond ? sorted[middle] <= edge : sorted[middle] < edge) low = middle + 1;
    else high = middle;
  }
  return low;
}
