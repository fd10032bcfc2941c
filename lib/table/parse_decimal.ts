/**
 * Reads a plain decimal, to the last bit as `Number` does: an optional minus sign, and up to 15 digits with at most one
 * point among them. False for any other text, be it a number or not.
 *
 * Up to 15 digits make a whole number below 2^53, and the power of ten that the point stands for is a double too, so
 * that their one division rounds as IEEE 754 has it: to the double nearest the decimal. (W. D. Clinger, "How to read
 * floating point numbers accurately", 1990.) Zero is never negative.
 *
 * @param bytes ASCII.
 * @param start Where the decimal begins.
 * @param end Where it has ended.
 * @param into Receives the number, which is not returned: it would be an object each time.
 * @param row Where in `into`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const into = new Float64Array(1);
 * equal(parseDecimal(new TextEncoder().encode("torque,42.8"), 7, 11, into, 0), true);
 * equal(into[0], 42.8);
 * equal(parseDecimal(new TextEncoder().encode("1e3"), 0, 3, into, 0), false);
 * ```
 */
export function parseDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Float64Array,
  row: number,
): boolean {
  const negative = bytes[start] === minus;
  const first = negative ? start + 1 : start;
  let digits = end - first;
  if (digits < 1 || digits > longestDecimal + 1) return false;
  let whole = 0;
  let decimals = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at] - zero;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
    } else {
      // A point, the only one, with digits on both sides.
      if (bytes[at] !== point || decimals > 0 || at === first || at === end - 1) return false;
      decimals = end - 1 - at;
      digits--;
    }
  }
  if (digits > longestDecimal) return false;
  const value = decimals > 0 ? whole / powersOfTen[decimals] : whole;
  into[row] = negative && value > 0 ? -value : value;
  return true;
}

/** Digits of which every whole number, and ten to the power of whose count, is a double. */
const longestDecimal = 15;

const powersOfTen = Float64Array.from({ length: longestDecimal + 1 }, (_, exponent) => 10 ** exponent);

const minus = 45;
const point = 46;
const zero = 48;
