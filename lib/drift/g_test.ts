import type { CategoryCounts } from "./category_counts.ts";
import { compareExpected } from "./compare_expected.ts";
import type { DriftTest } from "./drift_test.ts";

/**
 * The G-test (Sokal and Rohlf, 1981), as Evidently takes it: the current counts against the reference's, held to be
 * exact. Evidently stops with an error when the samples differ in size; here the expected counts are then scaled, as
 * in {@linkcode chisquare}. A category that the reference lacks gives p = 0; one category alone is `constant`.
 */
export const gTest: DriftTest<CategoryCounts> = {
  name: "g_test",
  title: "G-test",
  kinds: ["category"],
  measure: "p_value",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return compareExpected(
      reference,
      current,
      (observed, expected) => observed > 0 ? 2 * observed * Math.log(observed / expected) : 0,
    );
  },
};
