import { cramerVonMisesExactTail } from "./cramer_von_mises_exact_tail.ts";
import { cramerVonMisesLimit } from "./cramer_von_mises_limit.ts";
import type { DriftTest } from "./drift_test.ts";
import { ksDistance } from "./effect_size.ts";
import { type PooledCounts, pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/** The larger side's rows up to which all orders are counted. */
const MOST_EXACT = 20;

/**
 * The two-sample Cramér-von Mises test: the p-value of the squared gap between the cumulative distributions, summed over
 * all rows; midranks for ties. Evidently has its own copy of an older SciPy's: orders are counted while both sides have at
 * most 20 rows, beyond them the limit of the one-sample statistic (Anderson 1962, "On the Distribution of the Two-Sample
 * Cramér-von Mises Criterion"), whose p-values are good to 1e-15 absolutely. Drifted at the threshold too.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const result = cramerVonMises.compare(sortedSample([1, 2]), sortedSample([3, 4]));
 * ok(Math.abs(result.value! - 1 / 3) < 1e-15);
 * ```
 */
export const cramerVonMises: DriftTest<SortedSample> = {
  name: "cramer_von_mises",
  title: "Cramér-von Mises test",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.1,
  atThreshold: "drifted",
  compare(reference, current) {
    return unlessTooFew(reference, current, 2, () => {
      const n = reference.values.length, m = current.values.length;
      const pooled = pooledCounts(reference, current);
      const u = squaredRankGaps(pooled);
      const value = Math.max(n, m) <= MOST_EXACT ? cramerVonMisesExactTail(u, n, m) : limitTail(u, n, m);
      return { status: "ok", value, effect: ksDistance(pooled) };
    });
  },
};

/** Σ (rank among all - rank in its own sample)², each side's weighted by its size; Anderson's U. */
function squaredRankGaps({ inReference, inCurrent, referenceSize, currentSize }: PooledCounts): number {
  // The statistic is a small difference of two large numbers: the sum is compensated (Neumaier).
  let sum = 0, lost = 0, i = 0, j = 0;
  for (let at = 0; at < inReference.length; at++) {
    const a = inReference[at], b = inCurrent[at];
    const rank = i + j + (a + b + 1) / 2;
    const term = referenceSize * gaps(rank - i, a) + currentSize * gaps(rank - j, b);
    const next = sum + term;
    lost += sum >= term ? (sum - next) + term : (term - next) + sum;
    sum = next;
    i += a;
    j += b;
  }
  return sum + lost;
}

/** Σ (ahead - k)² over k = 1 … rows. */
function gaps(ahead: number, rows: number): number {
  if (rows === 0) return 0;
  if (rows === 1) return (ahead - 1) ** 2;
  const middle = ahead - (rows + 1) / 2;
  return rows * (middle * middle + (rows * rows - 1) / 12);
}

function limitTail(u: number, n: number, m: number): number {
  const pairs = n * m, all = n + m;
  const statistic = u / (pairs * all) - (4 * pairs - 1) / (6 * all);
  const mean = (1 + 1 / all) / 6;
  const variance = (all + 1) * (4 * pairs * all - 3 * (n ** 2 + m ** 2) - 2 * pairs) /
    (45 * all ** 2 * 4 * pairs);
  const normed = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance);
  return normed < 0.003 ? 1 : Math.min(1, Math.max(0, 1 - cramerVonMisesLimit(normed)));
}
