import type { DriftTest } from "./drift_test.ts";
import { cliffsDelta } from "./effect_size.ts";
import { meanVariance } from "./mean_variance.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { studentTail } from "./student_tail.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * Student's t test of two independent samples with one pooled variance, two-sided: the p-value, as Evidently's call of
 * SciPy's `ttest_ind` has it. Two constant samples have none when they are equal (`constant`), and 0 when they differ.
 * Three rows on both sides together are the fewest.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(tTest.compare(sortedSample([1, 2, 3]), sortedSample([1, 2, 3])).value, 1);
 * equal(tTest.compare(sortedSample([1, 1]), sortedSample([1, 1])).status, "constant");
 * ```
 */
export const tTest: DriftTest<SortedSample> = {
  name: "t_test",
  title: "Student's t test",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.05,
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const n = reference.values.length, m = current.values.length, freedom = n + m - 2;
      if (freedom === 0) return { status: "too_few", value: null };
      const a = meanVariance(reference.values), b = meanVariance(current.values);
      const pooledVariance = (n * a.variance + m * b.variance) / freedom;
      const effect = cliffsDelta(pooledCounts(reference, current));
      if (pooledVariance === 0) {
        return a.mean === b.mean ? { status: "constant", value: null } : { status: "ok", value: 0, effect };
      }
      const t = (a.mean - b.mean) / Math.sqrt(pooledVariance * (1 / n + 1 / m));
      return { status: "ok", value: studentTail(t, freedom), effect };
    });
  },
};
