/**
 * Text that came from outside, fit for one line of a terminal: control characters shown as `?`, clipped to a width.
 *
 * @param width The most characters to keep (default: all); a clipped text ends in `…`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(printable("a\u001b[31m\nb"), "a?[31m?b");
 * equal(printable("csv:readings.csv", 8), "csv:rea…");
 * ```
 */
export function printable(text: string, width = Infinity): string {
  const shown = [...text.replace(/\p{Cc}/gu, "?")];
  return shown.length <= width ? shown.join("") : shown.slice(0, width - 1).join("") + "…";
}
