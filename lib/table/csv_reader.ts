import { csvBatches, type CsvReaderOptions } from "./csv_batches.ts";

/** Some rows of a CSV file. */
export interface CsvBatch {
  /** The file's header; the same array in every batch. */
  readonly header: readonly string[];
  /** Cells as text. A ragged row has its true number of cells. */
  readonly rows: readonly (readonly string[])[];
  /** The line each row starts on, counted from 1. */
  readonly lines: ArrayLike<number>;
  /** How much of the file has been read, in [0, 1]. */
  readonly progress: number;
}

/**
 * Reads a CSV file in batches, with flat memory. The first batch always comes, be it without rows; every batch
 * carries the header. A byte order mark, CRLF, and quoted cells with commas, quotes and newlines are understood;
 * blank lines are skipped, save in a file of one column.
 *
 * @throws {FaultlineError} `SOURCE_NOT_FOUND` when there is no such file; `SOURCE_EMPTY` when it holds nothing;
 * `SOURCE_ENCODING` when it is not UTF-8; `SOURCE_DELIMITER` when its header is separated by semicolons or tabs;
 * `SOURCE_COLUMN_DUPLICATE` when two columns have one name; `SOURCE_QUOTE` for a quote that is not closed, or is
 * closed in the middle of a cell; `SOURCE_LINE_TOO_LONG` for a line longer than {@linkcode longestLine}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, 'machine_id,torque_nm\r\n"lathe, old",42.8\r\n');
 * for await (const { header, rows } of readCsv(path)) {
 *   deepEqual(header, ["machine_id", "torque_nm"]);
 *   deepEqual(rows, [["lathe, old", "42.8"]]);
 * }
 * Deno.removeSync(path);
 * ```
 */
export async function* readCsv(path: string, options: CsvReaderOptions = {}): AsyncGenerator<CsvBatch> {
  const batches = csvBatches(path, (header) => ({ fromText: (rows) => ({ header, ...rows }) }), options);
  for await (const { value, progress } of batches) yield { ...value, progress };
}
