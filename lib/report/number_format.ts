/**
 * A whole number with thousands separated: `2,895`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatCount(1234567), "1,234,567");
 * ```
 */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A score with fixed digits, or `n/a` where the rows leave it undefined.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatScore(0.8719), "0.872");
 * equal(formatScore(null), "n/a");
 * ```
 */
export function formatScore(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || !Number.isFinite(value) ? "n/a" : value.toFixed(digits);
}

/**
 * A 95 % interval in brackets; empty where there is none.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatInterval([0.82, 0.9156]), "[0.820, 0.916]");
 * ```
 */
export function formatInterval(interval: readonly [number, number] | null | undefined, digits = 3): string {
  return interval ? `[${formatScore(interval[0], digits)}, ${formatScore(interval[1], digits)}]` : "";
}

/**
 * A share as a percentage: whole from ten on, with one digit below, and more where rounding would say none or all.
 * `n/a` where it is undefined (0 of 0).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(formatPercent(0.0339), "3.4 %");
 * equal(formatPercent(0.9), "90 %");
 * equal(formatPercent(0.9986), "99.9 %");
 * ```
 */
export function formatPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return "n/a";
  const percent = share * 100;
  const size = Math.abs(percent);
  const whole = size === 0 || size === 100 || (size >= 9.95 && size < 99);
  return `${percent.toFixed(whole ? 0 : size < 0.1 || size > 99.9 ? 2 : 1)} %`;
}
