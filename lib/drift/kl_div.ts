import { compareBinned } from "./compare_binned.ts";
import type { DriftTest } from "./drift_test.ts";
import { kullbackLeiblerDivergence } from "./share_divergence.ts";
import type { SortedSample } from "./sorted_sample.ts";

/**
 * The Kullback-Leibler divergence of the binned shares, reference relative to current, Σ p ln(p / q) in nats. Bins by
 * `binnedShares`; an empty bin gets the small share that `zeroFilled` gives it, and both sides are then scaled
 * to a sum of 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(klDiv.compare(sortedSample([1, 2, 2]), sortedSample([2, 1, 2])).value, 0);
 * equal(klDiv.compare(sortedSample([]), sortedSample([2])).status, "empty");
 * ```
 */
export const klDiv: DriftTest<SortedSample> = {
  name: "kl_div",
  title: "Kullback-Leibler divergence",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareBinned(reference, current, kullbackLeiblerDivergence);
  },
};
