import type { Column } from "../table/table.ts";
import { createTable, type Table } from "../table/table.ts";
import { type ColumnContract, readingColumns } from "../contracts/reading.ts";
import type { ColumnLayout } from "./map_columns.ts";
import { canonicalCell, cellRules } from "./parse_cell.ts";

/** Why a row breaks the contract. */
export interface RowFault {
  /** The rule that is broken, e.g. "torque_nm must be a finite decimal number"; the same for many rows. */
  readonly rule: string;
  /** The rule and this row's value, in one sentence. */
  readonly reason: string;
}

/** Characters of a bad value that a reason shows. */
const shownLength = 40;

/**
 * Reads a row's cells by the contract, into the canonical text of each (see `canonicalCell`).
 *
 * @param cells The row as the source has it.
 * @param layout Which cells hold which columns.
 * @param into Receives one text for each of the layout's columns.
 * @returns Undefined, or what is wrong; then `into` is not to be used.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { mapColumns } from "./map_columns.ts";
 * const contract = [{ name: "torque_nm", kind: "number", required: true }] as const;
 * const layout = mapColumns(["torque_nm"], {}, { source: "a.csv", contract });
 * const texts: string[] = [];
 * equal(parseRow(["42.80"], layout, texts), undefined);
 * equal(texts[0], "42.8");
 * equal(parseRow(["high"], layout, texts)?.reason, 'torque_nm must be a finite decimal number, current value: "high"');
 * ```
 */
export function parseRow(
  cells: readonly string[],
  layout: ColumnLayout,
  into: string[],
): RowFault | undefined {
  const { cellCount, columns } = layout;
  if (cells.length !== cellCount) {
    const rule = `the row must have as many cells as the header`;
    return { rule, reason: `${rule} (${cellCount}), current value: ${cells.length}` };
  }
  for (let i = 0; i < columns.length; i++) {
    const { contract, index } = columns[i];
    const text = canonicalCell(contract.kind, cells[index]);
    if (text === undefined) return faultOf(contract, cells[index]);
    into[i] = text;
  }
}

function faultOf(contract: ColumnContract, cell: string): RowFault {
  const rule = `${contract.name} ${cellRules[contract.kind]}`;
  const shown = cell.length > shownLength ? `${cell.slice(0, shownLength)}…` : cell;
  return { rule, reason: `${rule}, current value: ${cell.trim() === "" ? "blank" : JSON.stringify(shown)}` };
}

/** Rows read for scoring. */
export interface ParsedRows {
  /** The rows that keep the contract, in their order: numbers and flags as numbers, the rest as text. */
  readonly table: Table;
  /** Where each of the table's rows stood among the rows given. */
  readonly positions: Uint32Array;
  /** What is wrong with each of the others, by where it stood. */
  readonly faults: ReadonlyMap<number, RowFault>;
}

/**
 * The contract of readings to be scored: of a training reading's columns those named, all of them required.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(inputContract(["type", "torque_nm"]).length, 2);
 * ```
 */
export function inputContract(names: readonly string[]): ColumnContract[] {
  return readingColumns.filter(({ name }) => names.includes(name)).map((column) => ({
    ...column,
    required: true,
  }));
}

/** Reads many rows by the contract into a table; those that break it are set aside. */
export function parseRows(rows: readonly (readonly string[])[], layout: ColumnLayout): ParsedRows {
  const faults = new Map<number, RowFault>();
  const positions = new Uint32Array(rows.length);
  const columns = layout.columns.map(({ contract: { kind } }) =>
    kind === "number" || kind === "flag" ? new Float64Array(rows.length) : new Array<string>(rows.length)
  );
  const texts: string[] = [];
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    const fault = parseRow(rows[row], layout, texts);
    if (fault) {
      faults.set(row, fault);
      continue;
    }
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i];
      if (column instanceof Float64Array) column[count] = Number(texts[i]);
      else column[count] = texts[i];
    }
    positions[count++] = row;
  }
  const entries = layout.columns.map(({ contract }, i): [string, Column] => [
    contract.name,
    columns[i].slice(0, count),
  ]);
  return { table: createTable(Object.fromEntries(entries)), positions: positions.subarray(0, count), faults };
}
