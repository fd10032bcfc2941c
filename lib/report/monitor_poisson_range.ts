/**
 * How many failures chance allows where so many are expected: the middle 95 % of Poisson's distribution, by its
 * quantiles at 0.025 and 0.975. Failures with unequal probabilities scatter less, so a count outside is no chance.
 *
 * @param expected 0 or more. From 500 on the normal distribution is near enough.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(poissonRange(4), [1, 8]);
 * ```
 */
export function poissonRange(expected: number): [least: number, most: number] {
  if (expected >= 500) {
    const reach = 1.959964 * Math.sqrt(expected);
    return [Math.floor(expected - reach), Math.ceil(expected + reach)];
  }
  let count = 0, density = Math.exp(-expected), below = density;
  let least = -1;
  while (true) {
    if (least < 0 && below >= 0.025) least = count;
    if (below >= 0.975) return [least, count];
    count++;
    density *= expected / count;
    below += density;
  }
}
