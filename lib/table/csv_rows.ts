import Papa from "papaparse";
import { FaultlineError } from "../errors.ts";

/** The longest line a CSV file may have, in UTF-16 code units. */
export const longestLine = 1 << 20;

/** Whole rows of a piece of CSV text. */
export interface CsvRows {
  rows: string[][];
  /** The line each row starts on, counted from 1. */
  lines: number[];
}

/** The part of Papa's low-level parser that is used: the complete rows of a piece of text, and where they end. */
interface PapaParser {
  parse(input: string, baseIndex: number, ignoreLastRow: boolean): PapaResult;
}
interface PapaResult {
  data: string[][];
  errors: PapaError[];
  meta: { cursor: number };
}
interface PapaError {
  code: string;
  /** Just behind the opening quote of the cell that is at fault. */
  index: number;
}
interface PapaOptions {
  delimiter: ",";
  newline: "\n";
  fastMode: boolean;
  step?: (result: PapaResult) => void;
}
const { Parser } = Papa as unknown as { Parser: new (options: PapaOptions) => PapaParser };

interface Cut extends CsvRows {
  /** Where the unfinished row begins, and the line it begins on. */
  cursor: number;
  nextLine: number;
  /** How far the first row reaches. */
  firstEnd: number;
  fault?: PapaError;
}

/**
 * Makes a function that takes a file's text piece by piece and returns the rows that have become whole. However
 * the text is cut into pieces, the rows are the same.
 *
 * @param name How messages name the file.
 * @param firstLine The line that the text begins with, counted from 1.
 * @throws {FaultlineError} From the function: `SOURCE_QUOTE` or `SOURCE_LINE_TOO_LONG`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const cut = createRowCutter("a.csv");
 * deepEqual(cut('a,"b', false), { rows: [], lines: [] });
 * deepEqual(cut('\nc"\nd', false), { rows: [["a", "b\nc"]], lines: [1] });
 * deepEqual(cut(",e", true), { rows: [["d", "e"]], lines: [3] });
 * ```
 */
export function createRowCutter(
  name: string,
  firstLine = 1,
): (piece: string, ended: boolean) => CsvRows {
  let carry = "";
  let line = firstLine;

  return (piece, ended) => {
    let text = carry + piece;
    if (ended && text !== "" && !text.endsWith("\n")) text += "\n";
    const cut = text.includes('"') ? cutQuoted(text, line) : cutPlain(text, line);
    if (cut.fault) throw quoteError(name, text, cut.fault, line);
    if (cut.firstEnd > longestLine) throw lineError(name, text, line);

    // Every whole row ends in a newline, so what stands behind the last of them at the end is an open quote.
    carry = text.slice(cut.cursor);
    line = cut.nextLine;
    if (carry.length > longestLine || (ended && carry !== "")) {
      const fault = carry.includes("\n") ? faultOf(carry) : undefined;
      throw fault ? quoteError(name, carry, fault, line) : lineError(name, carry, line);
    }
    return { rows: cut.rows, lines: cut.lines };
  };
}

const plainParser = new Parser({ delimiter: ",", newline: "\n", fastMode: true });

/** Text without quotes: a row is a line. */
function cutPlain(text: string, line: number): Cut {
  const { data: rows, meta } = plainParser.parse(text, 0, true);
  if (text.includes("\r")) {
    for (const row of rows) {
      const last = row[row.length - 1];
      if (last.endsWith("\r")) row[row.length - 1] = last.slice(0, -1);
    }
  }
  const lines = Array.from(rows, (_, i) => line + i);
  const firstEnd = text.length > longestLine && rows.length > 0 ? text.indexOf("\n") : 0;
  return { rows, lines, cursor: meta.cursor, nextLine: line + rows.length, firstEnd };
}

/** Text with quotes: a row may span lines. */
function cutQuoted(text: string, line: number): Cut {
  const cut: Cut = { rows: [], lines: [], cursor: 0, nextLine: line, firstEnd: 0 };
  const step = ({ data: [row], errors, meta: { cursor: end } }: PapaResult) => {
    cut.fault ??= errors[0];
    stripReturn(text, end, row);
    cut.rows.push(row);
    cut.lines.push(cut.nextLine);
    if (cut.rows.length === 1) cut.firstEnd = end - 1;
    for (let at = cut.cursor; (at = text.indexOf("\n", at)) !== -1 && at < end; at++) cut.nextLine++;
    cut.cursor = end;
  };
  new Parser({ delimiter: ",", newline: "\n", fastMode: false, step }).parse(text, 0, true);
  return cut;
}

/**
 * Takes the CR of a CRLF from a row's last cell. A CR inside quotes is the cell's own: there the text before the
 * newline is not the cell itself.
 */
function stripReturn(text: string, end: number, row: string[]): void {
  const last = row[row.length - 1];
  if (!last.endsWith("\r")) return;
  const start = end - 1 - last.length;
  if (text.startsWith(last, start) && (start === 0 || text[start - 1] === "," || text[start - 1] === "\n")) {
    row[row.length - 1] = last.slice(0, -1);
  }
}

/** What is wrong with the quotes of an unfinished row. */
function faultOf(text: string): PapaError | undefined {
  return new Parser({ delimiter: ",", newline: "\n", fastMode: false }).parse(text, 0, false).errors[0];
}

function quoteError(name: string, text: string, fault: PapaError, firstLine: number): FaultlineError {
  let line = firstLine;
  for (let at = text.indexOf("\n"); at !== -1 && at < fault.index; at = text.indexOf("\n", at + 1)) line++;
  return fault.code === "MissingQuotes"
    ? new FaultlineError("SOURCE_QUOTE", `${name} has a quote that is never closed, opened on line ${line}`, {
      hint: 'close it, or double it where it belongs to the text: ""',
    })
    : new FaultlineError(
      "SOURCE_QUOTE",
      `${name} has text behind a closing quote, in a cell that begins on line ${line}`,
      {
        hint: 'double a quote that belongs to the text: ""',
      },
    );
}

function lineError(name: string, text: string, line: number): FaultlineError {
  return new FaultlineError("SOURCE_LINE_TOO_LONG", `${name} has a line of over 1 MiB, line ${line}`, {
    hint: `is it a CSV file? the line begins ${JSON.stringify(text.slice(0, 30))}`,
  });
}
