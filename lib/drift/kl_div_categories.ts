import type { CategoryCounts } from "./category_counts.ts";
import { compareCategoryShares } from "./compare_category_shares.ts";
import type { DriftTest } from "./drift_test.ts";
import { kullbackLeiblerDivergence } from "./share_divergence.ts";

/**
 * The Kullback-Leibler divergence of current categories from the reference's (Evidently's `kl_div`): reference first,
 * zeros filled, in nats.
 */
export const klDivCategories: DriftTest<CategoryCounts> = {
  name: "kl_div",
  title: "Kullback-Leibler divergence",
  kinds: ["category"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareCategoryShares(reference, current, kullbackLeiblerDivergence);
  },
};
