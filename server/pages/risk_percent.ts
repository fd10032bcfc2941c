/**
 * A probability as whole percents, as far as a person acts on it; never rounded to none or all.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const texts = [0, 0.002, 0.27, 0.994, 0.996, 1].map(riskPercent);
 * deepEqual(texts, ["<1 %", "<1 %", "27 %", "99 %", ">99 %", ">99 %"]);
 * ```
 */
export function riskPercent(probability: number): string {
  const percent = Math.round(probability * 100);
  return probability < 0.01 ? "<1 %" : percent === 100 ? ">99 %" : `${percent} %`;
}
