import type { Column } from "../table/table.ts";
import { type CategoryCounts, countCategories } from "./category_counts.ts";
import type { ColumnKind } from "./drift_test.ts";
import { isMissingText } from "./missing_text.ts";
import { numberOfText } from "./number_text.ts";

/** What one side of a column holds. */
export interface ColumnContent {
  rows: number;
  /** Cells without a value. */
  missing: number;
  /**
   * The column as numbers; null when one of its values is none. Where a cell is missing there is NaN, or nothing: then
   * there are fewer of them than rows.
   */
  numbers: Float64Array | null;
  /** Whether `numbers` may be overwritten: nobody else reads them (default: no). */
  owned?: boolean;
  /** Whether a data frame would call it a column of integers; undefined when its cells were numbers already. */
  integer: boolean | undefined;
  /** The first value that is no number. */
  firstText: string | null;
  /** How often each text occurs, missing ones left out; of numbers, as they are written. */
  texts: () => CategoryCounts;
}

/**
 * Reads one side of a column: numbers where every value that is there is one.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const { numbers, missing } = readContent(["4", "", "2.5"]);
 * deepEqual([...numbers!], [4, NaN, 2.5]);
 * equal(missing, 1);
 * equal(readContent(["4", "four"]).firstText, "four");
 * ```
 */
export function readContent(column: Column): ColumnContent {
  const rows = column.length;
  const texts = () => countCategories(textValues(column));
  let missing = 0;
  if (column instanceof Float64Array) {
    for (let row = 0; row < rows; row++) if (Number.isNaN(column[row])) missing++;
    return {
      rows,
      missing,
      numbers: column,
      integer: missing > 0 ? false : undefined,
      firstText: null,
      texts,
    };
  }
  const numbers = new Float64Array(rows);
  let firstText: string | null = null, integer = true;
  for (let row = 0; row < rows; row++) {
    const text = column[row];
    if (isMissingText(text)) {
      missing++;
      numbers[row] = NaN;
      continue;
    }
    if (firstText !== null) continue;
    const value = numberOfText(text);
    if (Number.isNaN(value)) firstText = text;
    else if (integer && !/^\s*[-+]?\d+\s*$/.test(text)) integer = false;
    numbers[row] = value;
  }
  return {
    rows,
    missing,
    numbers: firstText === null ? numbers : null,
    integer: integer && missing === 0,
    firstText,
    texts,
  };
}

function textValues(column: Column): string[] {
  if (column instanceof Float64Array) {
    return Array.from(column.filter((value) => !Number.isNaN(value)), String);
  }
  return column.filter((text) => !isMissingText(text));
}

/** A column is one of numbers when every value on both sides is a number, else one of categories. */
export function columnKind(reference: ColumnContent, current: ColumnContent): ColumnKind {
  return reference.numbers !== null && current.numbers !== null ? "number" : "category";
}
