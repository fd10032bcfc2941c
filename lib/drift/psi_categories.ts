import type { CategoryCounts } from "./category_counts.ts";
import { compareCategoryShares } from "./compare_category_shares.ts";
import type { DriftTest } from "./drift_test.ts";
import { stabilityIndex } from "./share_divergence.ts";

/**
 * The population stability index of two samples' categories (Evidently's `psi`).
 */
export const psiCategories: DriftTest<CategoryCounts> = {
  name: "psi",
  title: "Population stability index",
  kinds: ["category"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareCategoryShares(reference, current, stabilityIndex);
  },
};
