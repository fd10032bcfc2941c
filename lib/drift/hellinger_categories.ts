import type { CategoryCounts } from "./category_counts.ts";
import { categoryShares } from "./category_shares.ts";
import type { DriftTest } from "./drift_test.ts";

/** The Hellinger distance of two samples' categories (Evidently's `hellinger`): the root of 1 - Σ √(p q), from 0 to 1. */
export const hellingerCategories: DriftTest<CategoryCounts> = {
  name: "hellinger",
  title: "Hellinger distance",
  kinds: ["category"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    const shares = categoryShares(reference, current);
    if (shares === null) return { status: "empty", value: null };
    let overlap = 0;
    for (let i = 0; i < shares.reference.length; i++) {
      overlap += Math.sqrt(shares.reference[i] * shares.current[i]);
    }
    return { status: "ok", value: Math.sqrt(1 - Math.min(1, overlap)) };
  },
};
