import type { DriftTest } from "./drift_test.ts";
import { ksDistance } from "./effect_size.ts";
import { type PooledCounts, pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * Scholz and Stephens' table for two samples (1987, "K-Sample Anderson-Darling Tests"): its outermost critical values,
 * at 25 % and 0.1 %, and the parabola through the logarithms of all seven levels that SciPy fits by least squares.
 */
const LEAST_CRITICAL = 0.675 - 0.245 - 0.105, MOST_CRITICAL = 3.085 + 3.615 - 0.154;
const LEAST_P = 0.001, MOST_P = 0.25;
const PARABOLA = [0.018198094574111343, -1.0082265644652515, -1.077770279820486];

/**
 * The two-sample Anderson-Darling test with midranks for ties: the p-value, read off a table as SciPy's
 * `anderson_ksamp` does, so that it is never below 0.001 nor above 0.25. All values equal: `constant`; fewer than four
 * rows on both sides together: `too_few`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const week = sortedSample([1, 2, 3, 4, 5, 6, 7]);
 * equal(anderson.compare(week, week).value, 0.25);
 * ```
 */
export const anderson: DriftTest<SortedSample> = {
  name: "anderson",
  title: "Anderson-Darling test",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const pooled = pooledCounts(reference, current);
      if (pooled.referenceSize + pooled.currentSize < 4) return { status: "too_few", value: null };
      if (pooled.values.length === 1) return { status: "constant", value: null };
      const statistic = (squaredGap(pooled) - 1) /
        standardDeviation(pooled.referenceSize, pooled.currentSize);
      const [square, slope, level] = PARABOLA;
      const value = statistic < LEAST_CRITICAL
        ? MOST_P
        : statistic > MOST_CRITICAL
        ? LEAST_P
        : Math.exp((square * statistic + slope) * statistic + level);
      return { status: "ok", value, effect: ksDistance(pooled) };
    });
  },
};

/** A² of both samples: their gap to the pooled distribution, weighted most in the tails. */
function squaredGap({ inReference, inCurrent, referenceSize, currentSize }: PooledCounts): number {
  const n = referenceSize, m = currentSize, all = n + m;
  let i = 0, j = 0, ofReference = 0, ofCurrent = 0;
  for (let at = 0; at < inReference.length; at++) {
    const a = inReference[at], b = inCurrent[at], tied = a + b;
    const rank = i + j + tied / 2;
    const weight = tied / all / (rank * (all - rank) - all * tied / 4);
    ofReference += weight * (all * (i + a / 2) - rank * n) ** 2;
    ofCurrent += weight * (all * (j + b / 2) - rank * m) ** 2;
    i += a;
    j += b;
  }
  return (ofReference / n + ofCurrent / m) * (all - 1) / all;
}

/** Of A² when both samples are of one distribution; equation 4 of the paper with k = 2. */
function standardDeviation(n: number, m: number): number {
  const all = n + m, k = 2, reciprocals = 1 / n + 1 / m;
  let harmonic = 0, g = 0;
  for (let i = 2; i < all; i++) {
    harmonic += 1 / (all + 1 - i);
    g += harmonic / i;
  }
  const h = harmonic + 1;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * reciprocals;
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * reciprocals - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * reciprocals + 4 * h;
  const d = (2 * h + 6) * k ** 2 - 4 * h * k;
  return Math.sqrt((a * all ** 3 + b * all ** 2 + c * all + d) / ((all - 1) * (all - 2) * (all - 3)));
}
