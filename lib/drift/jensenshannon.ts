import { compareBinned } from "./compare_binned.ts";
import type { DriftTest } from "./drift_test.ts";
import { jensenShannonDistance } from "./share_divergence.ts";
import type { SortedSample } from "./sorted_sample.ts";

/**
 * The Jensen-Shannon distance of the binned shares: the root of the divergence in nats, 0 to √(ln 2) = 0.833. Bins by
 * `binnedShares`; empty ones count as they are.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(jensenshannon.compare(sortedSample([1, 2, 2]), sortedSample([2, 1, 2])).value, 0);
 * equal(jensenshannon.compare(sortedSample([]), sortedSample([2])).status, "empty");
 * ```
 */
export const jensenshannon: DriftTest<SortedSample> = {
  name: "jensenshannon",
  title: "Jensen-Shannon distance",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareBinned(reference, current, jensenShannonDistance);
  },
};
