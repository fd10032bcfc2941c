/**
 * The interval of a share by Wilson (1927), "Probable inference, the law of succession, and statistical inference":
 * the shares that a count of `hits` among `rows` does not contradict, were the rows independent. It stays inside
 * [0, 1] and keeps its width at 0 and at all. Equals scipy's `binomtest(hits, rows).proportion_ci(method="wilson")`;
 * null when there are no rows.
 *
 * @param hits A whole number from 0 to `rows`.
 * @param rows A whole number.
 * @param z How many standard errors to either side (default 1.959963984540054, for 95 %).
 * @returns The lower and the upper end, in [0, 1].
 * @throws {RangeError} When a count is negative or no whole number, or there are more hits than rows.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(wilsonInterval(8, 10)!.map((end) => end.toFixed(3)), ["0.490", "0.943"]);
 * deepEqual(wilsonInterval(0, 0), null);
 * ```
 */
export function wilsonInterval(hits: number, rows: number, z = 1.959963984540054): [number, number] | null {
  for (const [name, count] of Object.entries({ hits, rows })) {
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new RangeError(
      `Cannot compute Wilson interval: ${name} must be a whole number from 0 on, current value: ${count}`,
    );
  }
  if (hits > rows) {
    throw new RangeError(
      `Cannot compute Wilson interval: hits must be at most ${rows}, current value: ${hits}`,
    );
  }
  if (rows === 0) return null;
  const centre = hits + z * z / 2;
  const reach = z * Math.sqrt(hits * (1 - hits / rows) + z * z / 4);
  const whole = rows + z * z;
  // At both ends the exact limit is known; the subtraction would leave a rounding error there.
  return [hits === 0 ? 0 : (centre - reach) / whole, hits === rows ? 1 : (centre + reach) / whole];
}
