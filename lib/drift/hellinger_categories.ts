import type { CategoryCounts } from "./category_counts.ts";
import { compareCategoryShares } from "./compare_category_shares.ts";
import type { DriftTest } from "./drift_test.ts";

/** The Hellinger distance of two samples' categories (Evidently's `hellinger`): the root of 1 - Σ √(p q), from 0 to 1. */
export const hellingerCategories: DriftTest<CategoryCounts> = {
  name: "hellinger",
  title: "Hellinger distance",
  kinds: ["category"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareCategoryShares(reference, current, (p, q) => {
      let overlap = 0;
      for (let i = 0; i < p.length; i++) overlap += Math.sqrt(p[i] * q[i]);
      return Math.sqrt(1 - Math.min(1, overlap));
    });
  },
};
