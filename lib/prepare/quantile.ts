import { quantile } from "simple-statistics";

/**
 * Quantiles by linear interpolation: R's type 7, the default of numpy and pandas. A share p of n sorted values lies
 * at position (n - 1) p, between two values where that is no whole number. Works on a copy; O(n).
 *
 * @param values At least one finite number, in any order.
 * @param shares Numbers from 0 to 1.
 * @throws {RangeError} When there are no values.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(quantiles(Float64Array.of(4, 1, 3, 2), [0.25, 0.75]), [1.75, 3.25]);
 * ```
 */
export function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError("Cannot compute quantiles: there must be at least one value");
  // The package's types ask for an array; it needs indices and slice(), which a typed array has too.
  return quantile(values as unknown as number[], [...shares]);
}
