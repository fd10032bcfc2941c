import type { DriftTest } from "./drift_test.ts";
import { cliffsDelta } from "./effect_size.ts";
import { erfc } from "./gamma_tail.ts";
import { mannWhitneyTail } from "./mann_whitney_tail.ts";
import { type PooledCounts, pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/** Rows of the smaller side up to which SciPy counts orders, when no two values are equal. */
const MOST_EXACT = 8;
/** SciPy answers 0 where e^-x leaves the range of normal doubles. */
const MOST_EXPONENT = 709.782712893384;

/**
 * The Mann-Whitney U test, **one-sided** as Evidently's code has it: the p-value of the reference being lower than
 * current. A fall of the values gives a p near 1 and no drift; the effect, which has a sign, shows it. Exact when one
 * side has at most 8 rows and no two values are equal, else the normal distribution with corrections for ties and
 * continuity, as SciPy's `mannwhitneyu` chooses. All values equal: 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const low = sortedSample([1, 2, 3]), high = sortedSample([4, 5, 6]);
 * equal(mannw.compare(low, high).value, 0.05);
 * equal(mannw.compare(high, low).value, 1);
 * ```
 */
export const mannw: DriftTest<SortedSample> = {
  name: "mannw",
  title: "Mann-Whitney U test, one-sided",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.05,
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const pooled = pooledCounts(reference, current);
      const n = pooled.referenceSize, m = pooled.currentSize;
      const ties = pooled.values.length < n + m;
      const u = pairsWon(pooled);
      const value = Math.min(n, m) <= MOST_EXACT && !ties ? mannWhitneyTail(n, m, u) : normalTail(pooled, u);
      return { status: "ok", value: Math.min(1, Math.max(0, value)), effect: cliffsDelta(pooled) };
    });
  },
};

/** U of current: pairs in which it is larger, ties by half. */
function pairsWon({ inReference, inCurrent }: PooledCounts): number {
  let won = 0, below = 0;
  for (let at = 0; at < inReference.length; at++) {
    won += inCurrent[at] * (below + inReference[at] / 2);
    below += inReference[at];
  }
  return won;
}

function normalTail(
  { values, inReference, inCurrent, referenceSize, currentSize }: PooledCounts,
  u: number,
): number {
  if (values.length === 1) return 1;
  const pairs = referenceSize * currentSize, all = referenceSize + currentSize;
  let tied = 0;
  for (let at = 0; at < inReference.length; at++) {
    const t = inReference[at] + inCurrent[at];
    tied += t ** 3 - t;
  }
  const deviation = Math.sqrt(pairs / 12 * ((all + 1) - tied / (all * (all - 1))));
  const z = (u - pairs / 2 - 0.5) / deviation / Math.SQRT2;
  if (z < 0) return 1 - erfc(-z) / 2;
  return z * z > MOST_EXPONENT ? 0 : erfc(z) / 2;
}
