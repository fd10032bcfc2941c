/**
 * The chance that two samples of one continuous distribution lie at least `distance` apart by Kolmogorov-Smirnov,
 * counted over all orders of their n + m values. Null where the count leaves the range of a double.
 *
 * Equal sizes: Gnedenko and Korolyuk's alternating sum, by a Horner-like scheme that does not cancel. Unequal sizes:
 * lattice paths that leave a band around the diagonal, column by column (Hodges 1958, "The significance probability of
 * the Smirnov two-sample test"), O(n × the band's width). Both as SciPy has them.
 *
 * @param n Rows of one side.
 * @param m Rows of the other.
 * @param distance 0 to 1; rounded to the nearest that these sizes can have.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * ok(Math.abs(ksExactTail(3, 3, 1)! - 0.1) < 1e-15);
 * equal(ksExactTail(3, 3, 0), 1);
 * ```
 */
export function ksExactTail(n: number, m: number, distance: number): number | null {
  const divisor = greatestCommonDivisor(n, m);
  const steps = Math.round(distance * (n / divisor) * m);
  if (steps === 0) return 1;
  const tail = n === m ? equalSizes(n, steps) : unequalSizes(Math.max(n, m), Math.min(n, m), divisor, steps);
  return tail >= 0 && tail <= 1 ? tail : null;
}

function equalSizes(n: number, steps: number): number {
  let tail = 0;
  for (let k = Math.floor(n / steps); k >= 0; k--) {
    let term = 1;
    for (let j = 0; j < steps; j++) term = (n - k * steps - j) * term / (n + k * steps + j + 1);
    tail = term * (1 - tail);
  }
  return 2 * tail;
}

function unequalSizes(larger: number, smaller: number, divisor: number, steps: number): number {
  const a = larger / divisor, b = smaller / divisor;
  // outside[k] is the share of paths to (i, from + k) that have left the band; the window slides with the diagonal.
  let from = 0, to = Math.min(Math.ceil(steps / a), smaller + 1);
  const outside = new Float64Array(Math.min(2 * to + 2, smaller + 1)).fill(1);
  outside.fill(0, from, to);
  for (let i = 1; i <= larger; i++) {
    const lastFrom = from, lastLength = to - from;
    from = Math.min(Math.max(Math.floor((b * i - steps) / a) + 1, 0), smaller);
    to = Math.min(Math.ceil((b * i + steps) / a), smaller + 1);
    if (to <= from) return 1;
    const length = to - from, shift = from - lastFrom;
    let share = from === 0 ? 0 : 1;
    for (let k = 0; k < length; k++) {
      const j = k + from;
      share = (outside[k + shift] * i + share * j) / (i + j);
      outside[k] = share;
    }
    if (lastLength > length) outside.fill(1, length, lastLength);
  }
  return outside[to - from - 1];
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
