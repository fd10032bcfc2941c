/**
 * Mean and population variance (divided by n) in two passes; the sums are compensated (Neumaier), so that a small spread
 * around a large mean keeps its digits. A constant sample has a variance of exactly 0. O(n).
 *
 * @param values At least one number, ascending.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(meanVariance(new Float64Array([1, 2, 3, 4])), { mean: 2.5, variance: 1.25 });
 * ```
 */
export function meanVariance(values: Float64Array): { mean: number; variance: number } {
  const n = values.length;
  if (values[0] === values[n - 1]) return { mean: values[0], variance: 0 };
  let sum = 0, lost = 0;
  for (let row = 0; row < n; row++) {
    const value = values[row], next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }
  const mean = (sum + lost) / n;
  let squares = 0, squaresLost = 0;
  for (let row = 0; row < n; row++) {
    const off = values[row] - mean, square = off * off, next = squares + square;
    squaresLost += squares >= square ? (squares - next) + square : (square - next) + squares;
    squares = next;
  }
  return { mean, variance: (squares + squaresLost) / n };
}
