/**
 * The chance of at least `u` pairs won when both samples are of one distribution, counted over all orders of their n + m
 * values, no two of which are equal: coefficients of the Gaussian binomial. O(smaller side × n m / 2) time, and n m / 2
 * memory.
 *
 * @param n Rows of one side.
 * @param m Rows of the other.
 * @param u Pairs won, a whole number, 0 to n m.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(mannWhitneyTail(3, 3, 9), 0.05);
 * equal(mannWhitneyTail(3, 3, 0), 1);
 * ```
 */
export function mannWhitneyTail(n: number, m: number, u: number): number {
  const smaller = Math.min(n, m), larger = Math.max(n, m);
  // The counts are symmetric, so that the shorter tail is enough.
  const reach = Math.min(u, n * m - u);
  const orders = new Float64Array(reach + 1);
  orders[0] = 1;
  let total = 1;
  for (let i = 1; i <= smaller; i++) {
    total = total * (larger + i) / i;
    // Times (1 - q^(larger + i)), then divided by (1 - q^i).
    for (let k = reach; k >= larger + i; k--) orders[k] -= orders[k - larger - i];
    for (let k = i; k <= reach; k++) orders[k] += orders[k - i];
  }
  let sum = 0;
  for (let k = 0; k <= reach; k++) sum += orders[k];
  return u >= n * m - u ? sum / total : 1 - sum / total + orders[reach] / total;
}
