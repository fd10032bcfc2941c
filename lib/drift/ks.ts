import type { DriftTest } from "./drift_test.ts";
import { ksDistance } from "./effect_size.ts";
import { ksExactTail } from "./ks_exact_tail.ts";
import { kolmogorovTail } from "./kolmogorov_tail.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/** The larger side's rows up to which SciPy counts paths and does not approximate. */
const MOST_EXACT = 10_000;

/**
 * The two-sample Kolmogorov-Smirnov test: the p-value of the largest gap between the two cumulative distributions.
 * SciPy's `ks_2samp` as Evidently calls it: exact while both sides have at most 10,000 rows (as if there were no ties),
 * beyond them, or where counting leaves the range of a double, the distribution of one sample of n m / (n + m) rows.
 * Drifted at the threshold too.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const result = ks.compare(sortedSample([1, 2, 3]), sortedSample([4, 5, 6]));
 * ok(Math.abs(result.value! - 0.1) < 1e-15);
 * equal(result.effect?.value, 1);
 * ```
 */
export const ks: DriftTest<SortedSample> = {
  name: "ks",
  title: "Kolmogorov-Smirnov test",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.05,
  atThreshold: "drifted",
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const n = reference.values.length, m = current.values.length;
      const effect = ksDistance(pooledCounts(reference, current));
      const exact = Math.max(n, m) <= MOST_EXACT ? ksExactTail(n, m, effect.value) : null;
      const value = exact ?? kolmogorovTail(roundHalfEven(n * m / (n + m)), effect.value);
      return { status: "ok", value: Math.min(1, Math.max(0, value)), effect };
    });
  },
};

/** numpy rounds halves to the even side. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x), rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}
