import { FaultlineError } from "../errors.ts";
import { csvBatches, type CsvReaderOptions, type CsvTaker } from "../table/csv_batches.ts";
import { createCellFinder } from "../table/plain_cells.ts";
import { type ColumnReader, type ColumnReaderOptions, createColumnReader } from "./column_reader.ts";

/** The columns of a CSV file that have been read. */
export interface CsvColumns {
  rowCount: number;
  /** All of the file's columns, in their order. */
  names: readonly string[];
  /** The reader of each column that was wanted. */
  readers: Map<string, ColumnReader>;
}

/** Which columns of a CSV file are read, and how. */
export interface CsvColumnsOptions extends CsvReaderOptions {
  /** How a column is read; undefined leaves it out (default: every column, its kind unknown). */
  readerOptions?: (name: string) => ColumnReaderOptions | undefined;
  /** Told how much of the file has been read, in [0, 1]. */
  onProgress?: (share: number) => void;
}

/**
 * Reads a CSV file of any columns into columns, plain lines straight from their bytes. As pandas reads one: a column
 * without a name is called `Unnamed: ` and its place, from 0; the cells that a row lacks at its end are missing; in a
 * file of one column a blank line is no row.
 *
 * @throws {FaultlineError} `SOURCE_*` as `readCsv`; `SOURCE_NO_ROWS`; `INPUT_DAMAGED` for a row of more cells than the
 * header.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(path, "type,torque_nm\nL,42.8\nM,40\n");
 * const { rowCount, names, readers } = await readCsvColumns(path);
 * deepEqual(names, ["type", "torque_nm"]);
 * deepEqual(readers.get("torque_nm")!.content(rowCount).numbers, Float64Array.of(42.8, 40));
 * equal(readers.get("type")!.content(rowCount).texts().counts.get("L"), 1);
 * Deno.removeSync(path);
 * ```
 */
export async function readCsvColumns(path: string, options: CsvColumnsOptions = {}): Promise<CsvColumns> {
  const { readerOptions = () => ({}), onProgress = () => {}, ...reading } = options;
  let names: string[] = [];
  const readers = new Map<string, ColumnReader>();
  const take = (header: readonly string[]): CsvTaker<{ rowCount: number }> => {
    names = header.map((name, index) => name === "" ? `Unnamed: ${index}` : name);
    const wanted: { reader: ColumnReader; index: number }[] = [];
    for (const [index, name] of names.entries()) {
      const how = readerOptions(name);
      if (!how || readers.has(name)) continue;
      const reader = createColumnReader(how);
      readers.set(name, reader);
      wanted.push({ reader, index });
    }
    const findCells = createCellFinder(names.length);
    const isOne = names.length === 1;
    return {
      // A blank line of a single column looks like a cell: only the text tells.
      fromBytes: isOne ? undefined : (lines) => {
        const cells = findCells(lines);
        if (cells === undefined) return undefined;
        for (const { reader, index } of wanted) reader.takeCells(cells, index);
        return { rowCount: cells.rowCount };
      },
      fromText({ rows, lines }) {
        const long = rows.findIndex((cells) => cells.length > names.length);
        if (long >= 0) throw longRow(path, lines[long], rows[long].length, names.length);
        const kept = isOne ? rows.filter(([cell]) => cell.trim() !== "") : rows;
        for (const { reader, index } of wanted) reader.takeRows(kept, index);
        return { rowCount: kept.length };
      },
    };
  };
  let rowCount = 0;
  for await (const { value, progress } of csvBatches(path, take, reading)) {
    rowCount += value.rowCount;
    onProgress(progress);
  }
  if (rowCount === 0) {
    throw new FaultlineError("SOURCE_NO_ROWS", `${path} has a header and no rows`, {
      hint: "give a CSV file with rows",
    });
  }
  return { rowCount, names, readers };
}

function longRow(path: string, line: number, cells: number, columns: number): FaultlineError {
  return new FaultlineError(
    "INPUT_DAMAGED",
    `${path} has a row of ${cells} cells on line ${line}, and ${columns} columns`,
    { hint: "quote a cell that has a comma in it, or name all columns in the header" },
  );
}
