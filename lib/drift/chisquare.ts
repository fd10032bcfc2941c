import type { CategoryCounts } from "./category_counts.ts";
import { compareExpected } from "./compare_expected.ts";
import type { DriftTest } from "./drift_test.ts";

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
    return compareExpected(reference, current, (observed, expected) => (observed - expected) ** 2 / expected);
  },
};
