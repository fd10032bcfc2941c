import { compareBinned } from "./compare_binned.ts";
import type { DriftTest } from "./drift_test.ts";
import { stabilityIndex } from "./share_divergence.ts";
import type { SortedSample } from "./sorted_sample.ts";

/**
 * The population stability index of the binned shares, Σ (p - q) ln(p / q). Bins by `binnedShares`; an empty bin gets
 * the small share that `zeroFilled` gives it, without which the index would be infinite.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(psi.compare(sortedSample([1, 2, 2]), sortedSample([2, 1, 2])).value, 0);
 * equal(psi.compare(sortedSample([]), sortedSample([2])).status, "empty");
 * ```
 */
export const psi: DriftTest<SortedSample> = {
  name: "psi",
  title: "Population stability index",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareBinned(reference, current, stabilityIndex);
  },
};
