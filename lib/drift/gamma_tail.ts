import { gammaln } from "simple-statistics";

/**
 * The upper regularised incomplete gamma function Q(a, x), equal to `scipy.special.gammaincc`: a series below the
 * distribution's hump, a continued fraction (Lentz's method) above it, as in Press et al., "Numerical Recipes", 6.2.
 * Relative error about 1e-14, larger only where the answer is smaller than 1e-100.
 *
 * @param a Greater than 0.
 * @param x At least 0; infinity gives 0.
 * @returns A number in [0, 1].
 * @throws {RangeError} When a or x is out of its range.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * ok(Math.abs(upperGamma(1, 2) - Math.exp(-2)) < 1e-16);
 * ```
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) {
    throw new RangeError(
      `Cannot take the upper gamma: a must be above 0 and x at least 0, current values: ${a}, ${x}`,
    );
  }
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - gammaln(a));
  if (front === 0) return x < a ? 1 : 0;
  return Math.min(1, x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x));
}

/**
 * The chance that a chi-square variable exceeds a value: `scipy.stats.chi2.sf`.
 *
 * @param df Degrees of freedom, at least 1.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * ok(Math.abs(chiSquareTail(3.841458820694124, 1) - 0.05) < 1e-15);
 * ```
 */
export function chiSquareTail(x: number, df: number): number {
  return upperGamma(df / 2, Math.max(0, x) / 2);
}

/**
 * The complementary error function, from 0 on.
 *
 * @param x At least 0.
 */
export function erfc(x: number): number {
  return upperGamma(0.5, x * x);
}

/** Terms fall by at least the factor x / (a + n), so the loop ends. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a, sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 1_000_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || tiny);
    c = b + numerator / c || tiny;
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}
