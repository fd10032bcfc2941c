import { printable } from "./printable.ts";

/**
 * Text that came from outside, on one line and clipped in its middle: names that were numbered differ at their ends.
 *
 * @param width The most characters to keep, at least 3.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(clipMiddle("product family 4711", 12), "product…4711");
 * equal(clipMiddle("a\nb", 12), "a?b");
 * ```
 */
export function clipMiddle(text: string, width: number): string {
  // A value may be a megabyte long: what is cut off anyway need not be looked at.
  const short = text.length > 8 * width ? text.slice(0, 4 * width) + text.slice(-4 * width) : text;
  const shown = [...printable(short)];
  if (shown.length <= width) return shown.join("");
  const end = Math.floor((width - 1) * 0.45);
  return `${shown.slice(0, width - 1 - end).join("")}…${shown.slice(shown.length - end).join("")}`;
}
