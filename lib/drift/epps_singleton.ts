import type { DriftTest } from "./drift_test.ts";
import { ksDistance } from "./effect_size.ts";
import { chiSquareTail } from "./gamma_tail.ts";
import { type PooledCounts, pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/** The characteristic functions are compared here and at twice it, in half interquartile ranges. */
const FIRST_POINT = 0.4;
/** Cosine and sine at each of the two points. */
const SIZE = 4;
/** The smallest normal double, below which SciPy answers 0. */
const LEAST_NORMAL = 2.2250738585072014e-308;

/**
 * The Epps-Singleton test: the p-value of the gap between the two empirical characteristic functions (Epps and Singleton
 * 1986, "An omnibus test for the two-sample problem using the empirical characteristic function"). Made for columns with
 * ties too. SciPy's `epps_singleton_2samp`: a pseudo-inverse of the covariances, whose rank is the degrees of freedom,
 * and a correction below 25 rows. Needs five rows a side; `constant` when the middle half of all rows is one value.
 *
 * A column of two or three distinct values has no covariance of full rank. What rank SciPy then finds is up to the
 * rounding of its sums (for zeros and ones it is wrong about every second time, and warns); here it is the true one.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const week = sortedSample([1, 2, 3, 5, 8, 13, 21]);
 * ok(Math.abs(eppsSingleton.compare(week, week).value! - 1) < 1e-12);
 * ```
 */
export const eppsSingleton: DriftTest<SortedSample> = {
  name: "es",
  title: "Epps-Singleton test",
  kinds: ["number"],
  measure: "p_value",
  defaultThreshold: 0.05,
  compare(reference, current) {
    return unlessTooFew(reference, current, 5, () => {
      const pooled = pooledCounts(reference, current);
      const halfRange = interquartileRange(pooled) / 2;
      if (halfRange === 0) return { status: "constant", value: null };
      const n = pooled.referenceSize, m = pooled.currentSize, all = n + m;
      const waves = wavesAt(pooled.values, halfRange);
      const a = moments(waves, pooled.inReference, n), b = moments(waves, pooled.inCurrent, m);
      const covariance = a.covariance.map((value, at) => all / n * value + all / m * b.covariance[at]);
      const { values, vectors } = symmetricEigen(covariance, SIZE);
      // numpy's pinv leaves out singular values below 1e-15 of the largest.
      const least = 1e-15 * Math.max(...values.map(Math.abs));
      let statistic = 0, rank = 0;
      for (let k = 0; k < SIZE; k++) {
        if (!(Math.abs(values[k]) > least)) continue;
        let along = 0;
        for (let i = 0; i < SIZE; i++) along += vectors[i * SIZE + k] * (a.mean[i] - b.mean[i]);
        statistic += along * along / values[k];
        rank++;
      }
      statistic *= all;
      if (Math.max(n, m) < 25) statistic *= 1 / (1 + all ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7));
      // No covariance at all: two constants, which differ, since the middle half of all rows varies.
      const tail = rank === 0 ? 0 : chiSquareTail(Math.max(0, statistic), rank);
      return { status: "ok", value: tail < LEAST_NORMAL ? 0 : tail, effect: ksDistance(pooled) };
    });
  },
};

/** Between the quartiles of both sides together; numpy's linear rule. */
function interquartileRange(pooled: PooledCounts): number {
  const last = pooled.referenceSize + pooled.currentSize - 1;
  return quantile(pooled, 0.75 * last) - quantile(pooled, 0.25 * last);
}

function quantile({ values, inReference, inCurrent }: PooledCounts, row: number): number {
  const whole = Math.floor(row), rest = row - whole;
  let at = 0, end = inReference[0] + inCurrent[0];
  while (end <= whole) end += inReference[++at] + inCurrent[at];
  const low = values[at];
  if (rest === 0 || end > whole + 1) return low;
  return (1 - rest) * low + rest * values[at + 1];
}

/** Cosines and sines at both points, for each distinct value; the second point is twice the first. */
function wavesAt(values: Float64Array, halfRange: number): Float64Array[] {
  const waves = Array.from({ length: SIZE }, () => new Float64Array(values.length));
  const [cosines, cosinesOfTwice, sines, sinesOfTwice] = waves;
  const frequency = FIRST_POINT / halfRange;
  for (let at = 0; at < values.length; at++) {
    const cosine = Math.cos(frequency * values[at]), sine = Math.sin(frequency * values[at]);
    cosines[at] = cosine;
    sines[at] = sine;
    cosinesOfTwice[at] = (cosine - sine) * (cosine + sine);
    sinesOfTwice[at] = 2 * cosine * sine;
  }
  return waves;
}

/** Means and population covariances of one side's waves. */
function moments(
  waves: Float64Array[],
  counts: Uint32Array,
  size: number,
): { mean: Float64Array; covariance: Float64Array } {
  // Written out for the four waves: this loop is the test's cost beside the cosines.
  const [w0, w1, w2, w3] = waves;
  let m0 = 0, m1 = 0, m2 = 0, m3 = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at];
    m0 += count * w0[at];
    m1 += count * w1[at];
    m2 += count * w2[at];
    m3 += count * w3[at];
  }
  m0 /= size;
  m1 /= size;
  m2 /= size;
  m3 /= size;
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c11 = 0, c12 = 0, c13 = 0, c22 = 0, c23 = 0, c33 = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at], a = w0[at] - m0, b = w1[at] - m1, c = w2[at] - m2, d = w3[at] - m3;
    c00 += count * a * a;
    c01 += count * a * b;
    c02 += count * a * c;
    c03 += count * a * d;
    c11 += count * b * b;
    c12 += count * b * c;
    c13 += count * b * d;
    c22 += count * c * c;
    c23 += count * c * d;
    c33 += count * d * d;
  }
  const products = [c00, c01, c02, c03, c01, c11, c12, c13, c02, c12, c22, c23, c03, c13, c23, c33];
  return {
    mean: Float64Array.of(m0, m1, m2, m3),
    covariance: Float64Array.from(products, (sum) => sum / size),
  };
}
