import { binnedShares } from "./binned_shares.ts";
import type { DriftTest } from "./drift_test.ts";
import { jensenShannonDistance } from "./share_divergence.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * The Jensen-Shannon distance of the binned shares: the root of the divergence in nats, 0 to √(ln 2) = 0.833. Bins by
 * {@link binnedShares}; empty ones count as they are.
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
    return unlessTooFew(reference, current, 1, () => {
      const shares = binnedShares(reference, current);
      if (typeof shares === "string") return { status: shares, value: null };
      return { status: "ok", value: jensenShannonDistance(shares.reference, shares.current) };
    });
  },
};
