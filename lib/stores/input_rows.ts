import type { CsvTaker } from "../table/csv_batches.ts";
import { quoteCsvCell } from "../table/csv_writer.ts";
import { stringTable, type Table } from "../table/table.ts";
import { asciiText } from "../table/text_spans.ts";
import type { ColumnLayout } from "./map_columns.ts";
import { createBytesParser } from "./parse_bytes.ts";
import { parseRows } from "./parse_reading.ts";

/** Some rows of a CSV file that is to be scored. */
export interface InputRows {
  /** The readings that keep the contract, in their order. */
  readonly table: Table;
  /** Every row as a line of CSV, with as many cells as the header. */
  readonly lines: readonly string[];
  /** What is wrong with each of the others, by its place among the lines, and the line of the file it begins on. */
  readonly faults: ReadonlyMap<number, { readonly line: number; readonly reason: string }>;
}

/**
 * Takes a file's rows as readings, and as lines to be written again with something behind them.
 *
 * @param layout Which cells hold which columns.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { mapColumns } from "./map_columns.ts";
 * const contract = [{ name: "torque_nm", kind: "number", required: true }] as const;
 * const taker = takeInputRows(mapColumns(["torque_nm", "note"], {}, { source: "a.csv", contract }));
 * const { lines, faults } = taker.fromText({ rows: [["42.8", "a, b"], ["high"]], lines: [2, 3] });
 * deepEqual(lines, ['42.8,"a, b"', "high,"]);
 * deepEqual([...faults.keys()], [1]);
 * ```
 */
export function takeInputRows(layout: ColumnLayout): CsvTaker<InputRows> {
  const parse = createBytesParser(layout);
  return {
    fromBytes(bytes) {
      const table = parse(bytes);
      if (table === undefined) return undefined;
      // Lines without quotes stand as they are; behind the last newline there is none.
      const lines = asciiText(bytes).split("\n");
      lines.length = table.rowCount;
      return { table: stringTable(table), lines, faults: new Map(), rowCount: table.rowCount };
    },
    fromText({ rows, lines: starts }) {
      const { table, faults } = parseRows(rows, layout);
      return {
        table,
        lines: rows.map((cells) => fitted(cells, layout.cellCount).map(quoteCsvCell).join(",")),
        faults: new Map([...faults].map(([row, { reason }]) => [row, { line: starts[row], reason }])),
      };
    },
  };
}

/** A ragged row's cells, cut or filled up to the header's length; its fault says how many there were. */
function fitted(cells: readonly string[], length: number): readonly string[] {
  return cells.length === length ? cells : Array.from({ length }, (_, i) => cells[i] ?? "");
}
