/**
 * The exact upper confidence bound of a rate (Clopper and Pearson, 1934, "The use of confidence or fiducial limits
 * illustrated in the case of the binomial"): the rate p at which `failures` or fewer of `rows` would come up with
 * probability 1 - confidence. Equal to `scipy.stats.beta.ppf(confidence, failures + 1, rows - failures)`.
 *
 * @param failures A whole number from 0 to `rows`.
 * @param rows A whole number, at least 1.
 * @param confidence One-sided, from 0.5 to below 1 (default 0.95).
 * @returns A rate in (0, 1]; 1 when every row failed.
 * @throws {RangeError} When a number is out of its range.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * // No failure in 59 rows: the rate is below 5 % with 95 % confidence.
 * equal(clopperPearsonUpper(0, 59) < 0.05, true);
 * equal(clopperPearsonUpper(0, 58) < 0.05, false);
 * ```
 */
export function clopperPearsonUpper(failures: number, rows: number, confidence = 0.95): number {
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(`Cannot bound a rate: rows must be a whole number from 1, current value: ${rows}`);
  }
  if (!Number.isInteger(failures) || failures < 0 || failures > rows) {
    throw new RangeError(
      `Cannot bound a rate: failures must be a whole number from 0 to ${rows}, current value: ${failures}`,
    );
  }
  if (!(confidence >= 0.5 && confidence < 1)) {
    throw new RangeError(
      `Cannot bound a rate: confidence must be from 0.5 to below 1, current value: ${confidence}`,
    );
  }
  if (failures === rows) return 1;

  // The tail falls from 1 to 0 as p grows, so halving the interval finds the only root; it ends when no float64
  // lies between the two ends.
  const logCount = logBinomial(rows, failures);
  let low = 0, high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (lowerTail(failures, rows, middle, logCount) > 1 - confidence) low = middle;
    else high = middle;
  }
}

/** P(X <= k) of a binomial X; given as 1 where k is the mean or more, since there it is at least a half. */
function lowerTail(k: number, n: number, p: number, logCount: number): number {
  if (p * n <= k) return 1;
  // Below the mean each term is smaller than the one above it, so the sum starts at k and stops when terms vanish.
  const odds = (1 - p) / p;
  let term = 1, sum = 1;
  for (let i = k; i > 0 && term > sum * 1e-18; i--) {
    term *= i / (n - i + 1) * odds;
    sum += term;
  }
  return Math.exp(logCount + k * Math.log(p) + (n - k) * Math.log1p(-p)) * sum;
}

function logBinomial(n: number, k: number): number {
  const least = Math.min(k, n - k);
  let sum = 0;
  for (let i = 1; i <= least; i++) sum += Math.log((n - least + i) / i);
  return sum;
}
