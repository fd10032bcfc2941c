import { binnedShares } from "./binned_shares.ts";
import type { DriftResult } from "./drift_test.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * A distance of two samples' binned shares, by the bins of {@link binnedShares}; the reason where there are none.
 *
 * @param distance Of the reference's share of each bin, and the current one.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const lost = (reference: Float64Array, current: Float64Array) => reference[0] - current[0];
 * equal(compareBinned(sortedSample([1, 2]), sortedSample([1, 2, 2, 2]), lost).value, 0.25);
 * equal(compareBinned(sortedSample([]), sortedSample([2]), lost).status, "empty");
 * ```
 */
export function compareBinned(
  reference: SortedSample,
  current: SortedSample,
  distance: (reference: Float64Array, current: Float64Array) => number,
): DriftResult {
  return unlessTooFew(reference, current, 1, () => {
    const shares = binnedShares(reference, current);
    if (typeof shares === "string") return { status: shares, value: null };
    return { status: "ok", value: distance(shares.reference, shares.current) };
  });
}
