const decimal = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
const infinite = /^\s*([-+]?)inf(?:inity)?\s*$/i;

/**
 * The number that a cell of text holds, as a data frame reads one: decimal, with or without an exponent, or infinite.
 * NaN for any other text; hexadecimal numbers and thousands separators are text.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(numberOfText("-1.5e3"), -1500);
 * equal(numberOfText("-inf"), -Infinity);
 * equal(numberOfText("0x10"), NaN);
 * equal(numberOfText("12 mm"), NaN);
 * ```
 */
export function numberOfText(text: string): number {
  const value = Number(text);
  if (value !== 0 && Number.isFinite(value) && text.charCodeAt(0) !== zero) return value;
  if (decimal.test(text)) return value;
  const [found, sign] = infinite.exec(text) ?? [];
  return found === undefined ? NaN : sign === "-" ? -Infinity : Infinity;
}

const zero = 48;
