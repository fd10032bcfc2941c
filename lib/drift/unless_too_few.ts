import type { DriftResult } from "./drift_test.ts";
import type { SortedSample } from "./sorted_sample.ts";

/**
 * Runs a test on two samples that are large enough for it, else says why not: `empty` or `too_few`. A value that is not
 * finite, which only values near the end of a double's range bring about, becomes `overflow`.
 *
 * @param least The fewest rows that either side needs, at least 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const two = sortedSample([1, 2]);
 * equal(unlessTooFew(two, two, 5, () => ({ status: "ok", value: 1 })).status, "too_few");
 * ```
 */
export function unlessTooFew(
  reference: SortedSample,
  current: SortedSample,
  least: number,
  compare: () => DriftResult,
): DriftResult {
  const smaller = Math.min(reference.values.length, current.values.length);
  if (smaller === 0) return { status: "empty", value: null };
  if (smaller < least) return { status: "too_few", value: null };
  const result = compare();
  return result.status === "ok" && !Number.isFinite(result.value)
    ? { status: "overflow", value: null }
    : result;
}
