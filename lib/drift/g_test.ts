import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import { cramersV } from "./cramers_v.ts";
import type { DriftTest } from "./drift_test.ts";
import { chiSquareTail } from "./gamma_tail.ts";

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
    if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
    const paired = pairCounts(reference, current);
    if (paired.categories.length < 2) return { status: "constant", value: null };
    const scale = paired.currentTotal / paired.referenceTotal;
    let statistic = 0;
    for (let i = 0; i < paired.categories.length; i++) {
      const observed = paired.current[i];
      if (observed > 0) statistic += 2 * observed * Math.log(observed / (paired.reference[i] * scale));
    }
    return {
      status: "ok",
      value: chiSquareTail(statistic, paired.categories.length - 1),
      effect: cramersV(paired),
    };
  },
};
