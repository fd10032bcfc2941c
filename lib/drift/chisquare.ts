import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import { cramersV } from "./cramers_v.ts";
import type { DriftTest } from "./drift_test.ts";
import { chiSquareTail } from "./gamma_tail.ts";

/**
 * Pearson's chi-square test, as Evidently takes it: the current counts against the reference's, scaled to the current
 * number of rows and held to be exact, with one degree of freedom fewer than there are categories. So a category that
 * the reference lacks gives p = 0. One category alone leaves nothing to test: Evidently's p is NaN there, or 0 by a
 * rounding, and this test says `constant`.
 */
export const chisquare: DriftTest<CategoryCounts> = {
  name: "chisquare",
  title: "Chi-square test",
  kinds: ["category"],
  measure: "p_value",
  defaultThreshold: 0.05,
  compare(reference, current) {
    if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
    const paired = pairCounts(reference, current);
    if (paired.categories.length < 2) return { status: "constant", value: null };
    const scale = paired.currentTotal / paired.referenceTotal;
    let statistic = 0;
    for (let i = 0; i < paired.categories.length; i++) {
      const expected = paired.reference[i] * scale;
      statistic += (paired.current[i] - expected) ** 2 / expected;
    }
    return {
      status: "ok",
      value: chiSquareTail(statistic, paired.categories.length - 1),
      effect: cramersV(paired),
    };
  },
};
