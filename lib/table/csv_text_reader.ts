import { FaultlineError } from "../errors.ts";
import { createRowCutter, type CsvRows } from "./csv_rows.ts";

/** Reads the bytes of a CSV file, piece by piece, as rows of text. */
export interface CsvTextReader {
  /** The rows that have become whole. */
  read(bytes: Uint8Array, ended: boolean): CsvRows;
  /** Whether a quote has been read: rows may then span lines, and one may be open. */
  readonly sawQuote: boolean;
}

/**
 * Makes a reader of a CSV file's bytes, from its start or from the start of a later line on.
 *
 * @param path How messages name the file.
 * @param line The line it begins with, counted from 1.
 * @throws {FaultlineError} From `read`: `SOURCE_ENCODING`, `SOURCE_QUOTE` or `SOURCE_LINE_TOO_LONG`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const reader = createCsvTextReader("a.csv", 7);
 * deepEqual(reader.read(new TextEncoder().encode("lathe,40\nm"), false), { rows: [["lathe", "40"]], lines: [7] });
 * ```
 */
export function createCsvTextReader(path: string, line = 1): CsvTextReader {
  const decode = createDecoder(path, line === 1);
  const cut = createRowCutter(path, line);
  let sawQuote = false;
  return {
    read(bytes, ended) {
      const text = decode(bytes, ended);
      sawQuote ||= bytes.includes(quote);
      return cut(text, ended);
    },
    get sawQuote() {
      return sawQuote;
    },
  };
}

const quote = 34;

/** Turns bytes into text, a piece at a time, and refuses what is not UTF-8. A byte order mark is one at the start only. */
function createDecoder(path: string, isStart: boolean): (bytes: Uint8Array, ended: boolean) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: !isStart });
  const refusal = (what: string) =>
    new FaultlineError("SOURCE_ENCODING", `${path} is ${what}, not UTF-8 text`, {
      hint: 'save it as "CSV UTF-8"',
    });

  return (bytes, ended) => {
    // No text in UTF-8 begins with these bytes; a UTF-16 byte order mark does.
    if (isStart && (bytes[0] === 0xff || bytes[0] === 0xfe)) throw refusal("UTF-16");
    if (bytes.length > 0) isStart = false;
    if (bytes.includes(0)) throw refusal("binary or UTF-16");
    try {
      return decoder.decode(bytes, { stream: !ended });
    } catch (cause) {
      if (cause instanceof TypeError) throw refusal("in another encoding, or binary");
      throw cause;
    }
  };
}
