/**
 * The last day of a month of the Gregorian calendar, which is taken to hold for all years.
 *
 * @param year From 0 to 9999.
 * @param month From 1 to 12.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(lastDay(2024, 2), 29);
 * equal(lastDay(1900, 2), 28);
 * equal(lastDay(2026, 11), 30);
 * ```
 */
export function lastDay(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
