import type { CategoryCounts } from "./category_counts.ts";
import { compareCategoryShares } from "./compare_category_shares.ts";
import type { DriftTest } from "./drift_test.ts";
import { jensenShannonDistance } from "./share_divergence.ts";

/**
 * The Jensen-Shannon distance of two samples' categories, in nats (Evidently's `jensenshannon`).
 */
export const jensenshannonCategories: DriftTest<CategoryCounts> = {
  name: "jensenshannon",
  title: "Jensen-Shannon distance",
  kinds: ["category"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareCategoryShares(reference, current, jensenShannonDistance);
  },
};
