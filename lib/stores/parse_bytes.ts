import { type ColumnKind, machineTypes } from "../contracts/reading.ts";
import { parseDecimal } from "../table/parse_decimal.ts";
import { createCellFinder, type PlainCells } from "../table/plain_cells.ts";
import { createTable, type ReadColumn, type Table } from "../table/table.ts";
import { isCanonicalTime } from "./canonical_time.ts";
import type { ColumnLayout } from "./map_columns.ts";
import { canonicalCell, longestIdentifier } from "./parse_cell.ts";

/**
 * Makes a function that reads whole lines of CSV by the contract, straight from their bytes, into the table that
 * `parseRows` makes of the same rows. It returns undefined where a line is not plain (see `createCellFinder`) or a
 * cell breaks the contract: these lines are to be read as text, which finds out what is wrong with them.
 *
 * A cell in the spelling that ingest writes is read at once; any other is given to `canonicalCell`. Text stays where it
 * is, so that the lines must not be written to as long as the table is used.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { numberColumn } from "../table/table.ts";
 * import { mapColumns } from "./map_columns.ts";
 * const contract = [{ name: "torque_nm", kind: "number", required: true }] as const;
 * const parse = createBytesParser(mapColumns(["torque_nm"], {}, { source: "a.csv", contract }));
 * deepEqual(numberColumn(parse(new TextEncoder().encode("42.8\n40\n"))!, "torque_nm"), Float64Array.of(42.8, 40));
 * equal(parse(new TextEncoder().encode("42.8\nhigh\n")), undefined);
 * ```
 */
export function createBytesParser(
  { cellCount, columns }: ColumnLayout,
): (lines: Uint8Array) => Table<ReadColumn> | undefined {
  const findCells = createCellFinder(cellCount);
  return (lines) => {
    const cells = findCells(lines);
    if (cells === undefined) return undefined;
    const parsed: Record<string, ReadColumn> = {};
    for (const { contract, index } of columns) {
      const column = readers[contract.kind](cells, index);
      if (column === undefined) return undefined;
      parsed[contract.name] = column;
    }
    return createTable(parsed);
  };
}

/** A column's values, or undefined where one of its cells breaks the contract. */
type ColumnReader = (cells: PlainCells, index: number) => ReadColumn | undefined;

const readers: Readonly<Record<ColumnKind, ColumnReader>> = {
  number(cells, index) {
    const { bytes, bounds, rowCount, cellCount } = cells;
    const values = new Float64Array(rowCount);
    for (let row = 0, cell = index; row < rowCount; row++, cell += cellCount) {
      if (parseDecimal(bytes, bounds[cell] + 1, bounds[cell + 1], values, row)) continue;
      const text = canonicalAt("number", cells, cell);
      if (text === undefined) return undefined;
      values[row] = Number(text);
    }
    return values;
  },

  flag(cells, index) {
    const { bytes, bounds, rowCount, cellCount } = cells;
    const values = new Float64Array(rowCount);
    for (let row = 0, cell = index; row < rowCount; row++, cell += cellCount) {
      const start = bounds[cell] + 1;
      const value = bytes[start] - zero;
      if (bounds[cell + 1] === start + 1 && (value === 0 || value === 1)) {
        values[row] = value;
        continue;
      }
      const text = canonicalAt("flag", cells, cell);
      if (text === undefined) return undefined;
      values[row] = Number(text);
    }
    return values;
  },

  category: (cells, index) => textSpans("category", cells, index, isMachineType),
  time: (cells, index) => textSpans("time", cells, index, isCanonicalTime),
  identifier: (cells, index) => textSpans("identifier", cells, index, isCanonicalIdentifier),
};

/** A column of text as it stands, or as strings where it is not canonical as it stands. */
function textSpans(
  kind: ColumnKind,
  cells: PlainCells,
  index: number,
  isCanonical: (bytes: Uint8Array, start: number, end: number) => boolean,
): ReadColumn | undefined {
  const { bytes, bounds, rowCount, cellCount } = cells;
  const starts = new Int32Array(rowCount), ends = new Int32Array(rowCount);
  for (let row = 0, cell = index; row < rowCount; row++, cell += cellCount) {
    const start = bounds[cell] + 1, end = bounds[cell + 1];
    if (!isCanonical(bytes, start, end)) return canonicalStrings(kind, cells, index);
    starts[row] = start;
    ends[row] = end;
  }
  return { length: rowCount, bytes, starts, ends };
}

function canonicalStrings(kind: ColumnKind, cells: PlainCells, index: number): string[] | undefined {
  const strings = new Array<string>(cells.rowCount);
  for (let row = 0, cell = index; row < cells.rowCount; row++, cell += cells.cellCount) {
    const text = canonicalAt(kind, cells, cell);
    if (text === undefined) return undefined;
    strings[row] = text;
  }
  return strings;
}

function isMachineType(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start + 1 && isTypeByte[bytes[start]] === 1;
}

/** Of printable ASCII only spaces can be trimmed off. */
function isCanonicalIdentifier(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && end - start <= longestIdentifier && bytes[start] !== space &&
    bytes[end - 1] !== space;
}

function canonicalAt(kind: ColumnKind, { bytes, bounds }: PlainCells, cell: number): string | undefined {
  return canonicalCell(kind, String.fromCharCode(...bytes.subarray(bounds[cell] + 1, bounds[cell + 1])));
}

const space = 32;
const zero = 48;

/** 1 for the byte of each machine type. */
const isTypeByte = new Uint8Array(128);
for (const type of machineTypes) isTypeByte[type.charCodeAt(0)] = 1;
