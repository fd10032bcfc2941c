/** The texts that pandas reads as missing, and so Evidently; among them the empty one. */
const missing: ReadonlySet<string> = new Set([
  ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"],
  ...["N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
]);

/**
 * Whether a cell of text holds no value: it is empty, or one of the words that `pandas.read_csv` takes for none.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(isMissingText(""), true);
 * equal(isMissingText("NA"), true);
 * equal(isMissingText("0"), false);
 * ```
 */
export function isMissingText(text: string): boolean {
  // No such word is longer than eight letters, and most cells end the question here.
  return text.length <= 8 && missing.has(text);
}
