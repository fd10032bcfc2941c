import type { ColumnContent } from "../drift/column_kind.ts";
import { isMissingText } from "../drift/missing_text.ts";
import { numberOfText } from "../drift/number_text.ts";
import { createNumberList } from "../table/number_list.ts";
import { parseDecimal } from "../table/parse_decimal.ts";
import type { PlainCells } from "../table/plain_cells.ts";
import { createTextCounter, type TextCounter } from "../table/text_counter.ts";
import { asciiText } from "../table/text_spans.ts";

/** Reads one column of a CSV file, batch by batch. */
export interface ColumnReader {
  takeCells(cells: PlainCells, index: number): void;
  takeRows(rows: readonly (readonly string[])[], index: number): void;
  /** The first value that is no number. */
  readonly firstText: string | null;
  /** Whether the column was read as numbers, so that nobody knows how they were written. */
  readonly lostSpelling: boolean;
  /** What the column held; the reader is empty afterwards. */
  content(rows: number): ColumnContent;
}

/** How a column is read. */
export interface ColumnReaderOptions {
  /** Count the texts from the start, be they numbers or not, as an earlier reading found this first text, or none. */
  asText?: { firstText: string | null };
}

/**
 * Makes a reader of a column of which nobody knows what it holds. It reads numbers, of which it keeps the values alone,
 * until a text comes; if that is the first value, texts are counted from there on, else the column has to be read again
 * as text. The cells of a short row are missing.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const reader = createColumnReader();
 * reader.takeRows([["40"], [""], ["42.5"]], 0);
 * const { numbers, missing, integer } = reader.content(3);
 * deepEqual(numbers, Float64Array.of(40, 42.5));
 * deepEqual([missing, integer], [1, false]);
 * ```
 */
export function createColumnReader({ asText }: ColumnReaderOptions = {}): ColumnReader {
  const list = createNumberList();
  let counter: TextCounter | undefined = asText ? createTextCounter() : undefined;
  let firstText = asText?.firstText ?? null;
  let lostSpelling = false;
  let missing = 0;
  let integer = true;

  /** What a cell that is no plain decimal holds: undefined where that is nothing, or a text. */
  function unusual(text: string): number | undefined {
    if (isMissingText(text)) {
      missing++;
      return undefined;
    }
    const value = numberOfText(text);
    if (Number.isNaN(value)) firstText = text;
    else if (integer && !wholeText.test(text)) integer = false;
    return Number.isNaN(value) ? undefined : value;
  }

  function turnToText(): void {
    if (list.length > 0) {
      lostSpelling = true;
      list.drain();
    } else counter = createTextCounter();
  }

  /** Reads numbers; gives the row of a text, where there is one. */
  function numbersOfCells({ bytes, bounds, rowCount, cellCount }: PlainCells, index: number): number {
    const { values, at } = list.room(rowCount);
    let to = at, row = 0;
    for (let cell = index; row < rowCount; row++, cell += cellCount) {
      const start = bounds[cell] + 1, end = bounds[cell + 1];
      if (start === end) {
        missing++;
      } else if (parseDecimal(bytes, start, end, values, to)) {
        if (integer && (!Number.isInteger(values[to]) || hasPoint(bytes, start, end))) integer = false;
        to++;
      } else {
        const value = unusual(asciiText(bytes.subarray(start, end)));
        if (value !== undefined) values[to++] = value;
        else if (firstText !== null) break;
      }
    }
    list.kept(to - at);
    return row;
  }

  function numbersOfRows(rows: readonly (readonly string[])[], index: number): number {
    const { values, at } = list.room(rows.length);
    let to = at, row = 0;
    for (; row < rows.length; row++) {
      const value = unusual(rows[row][index] ?? "");
      if (value !== undefined) values[to++] = value;
      else if (firstText !== null) break;
    }
    list.kept(to - at);
    return row;
  }

  return {
    takeCells(cells, index) {
      if (lostSpelling) return;
      const { bytes, bounds, rowCount, cellCount } = cells;
      let row = 0;
      if (!counter) {
        row = numbersOfCells(cells, index);
        if (row < rowCount) turnToText();
        if (!counter) return;
      }
      for (let cell = row * cellCount + index; row < rowCount; row++, cell += cellCount) {
        counter.addSpan(bytes, bounds[cell] + 1, bounds[cell + 1]);
      }
    },
    takeRows(rows, index) {
      if (lostSpelling) return;
      let row = 0;
      if (!counter) {
        row = numbersOfRows(rows, index);
        if (row < rows.length) turnToText();
        if (!counter) return;
      }
      for (; row < rows.length; row++) counter.add(rows[row][index] ?? "");
    },
    get firstText() {
      return firstText;
    },
    get lostSpelling() {
      return lostSpelling || list.length > 0;
    },
    content(rows) {
      const counts = counter?.counts() ?? new Map<string, number>();
      counter = undefined;
      let total = 0;
      for (const [text, count] of counts) {
        if (isMissingText(text)) {
          missing += count;
          counts.delete(text);
        } else total += count;
      }
      return {
        rows,
        missing,
        numbers: firstText === null && !asText ? list.drain() : null,
        owned: true,
        integer: integer && missing === 0,
        firstText,
        texts: () => ({ total, counts }),
      };
    },
  };
}

/** As a data frame has it: a point or an exponent makes a number none of the whole. */
const wholeText = /^\s*[-+]?\d+\s*$/;

const point = 46;

function hasPoint(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === point) return true;
  return false;
}
