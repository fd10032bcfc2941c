import { type CategoryCounts, pairCounts } from "./category_counts.ts";
import { cohensH } from "./cohens_h.ts";
import type { DriftTest } from "./drift_test.ts";
import { erfc } from "./gamma_tail.ts";

/**
 * The Z-test of two proportions, pooled and two-sided, as Evidently takes it: the share of everything but the first
 * category in sorted order. p is 1 when both samples hold one and the same category. p is worked out as 2 (1 - Φ(z)),
 * as there, so that it is 0 from z = 8.3 on.
 */
export const z: DriftTest<CategoryCounts> = {
  name: "z",
  title: "Z-test",
  kinds: ["category"],
  measure: "p_value",
  defaultThreshold: 0.05,
  compare(reference, current) {
    const n1 = reference.total, n2 = current.total;
    if (n1 === 0 || n2 === 0) return { status: "empty", value: null };
    const paired = pairCounts(reference, current);
    const p1 = (n1 - paired.reference[0]) / n1, p2 = (n2 - paired.current[0]) / n2;
    const effect = cohensH(p1, p2);
    if (paired.categories.length === 1) return { status: "ok", value: 1, effect };
    const pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
    const statistic = Math.abs(p1 - p2) / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
    const below = 1 - 0.5 * erfc(statistic / Math.SQRT2);
    return { status: "ok", value: 2 * (1 - below), effect };
  },
};
