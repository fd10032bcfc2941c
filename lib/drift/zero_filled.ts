/**
 * Shares without a zero, as Evidently fills them before it takes logarithms: a zero becomes 0.0001, or a millionth
 * of the least share that is not zero where that share is 0.0001 or less. They are not scaled to sum to 1 again.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(zeroFilled(Float64Array.of(0.75, 0, 0.25)), Float64Array.of(0.75, 0.0001, 0.25));
 * ```
 */
export function zeroFilled(shares: Float64Array): Float64Array {
  let least = Infinity;
  for (const share of shares) if (share !== 0 && share < least) least = share;
  const filling = least <= 0.0001 ? least / 10 ** 6 : 0.0001;
  return shares.map((share) => share === 0 ? filling : share);
}
