import { quoteCsvCell } from "../../lib/table/csv_writer.ts";

/** What a spreadsheet takes for the beginning of a formula. */
const formula = /^[=+\-@\t\r]/;

/**
 * Texts as cells of CSV that a spreadsheet shows and does not run: one that begins like a formula gets an apostrophe
 * in front (OWASP, "CSV Injection").
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(csvLine(["lathe, old", "=1+2"]), '"lathe, old",\'=1+2');
 * ```
 */
export function csvLine(cells: readonly string[]): string {
  let line = "";
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    line += (i > 0 ? "," : "") +
      (plain.test(cell) ? cell : quoteCsvCell(formula.test(cell) ? `'${cell}` : cell));
  }
  return line;
}

/** Texts that need neither an apostrophe nor quotes, as most ids are. */
const plain = /^[\w.][\w .:/#-]*$/;
