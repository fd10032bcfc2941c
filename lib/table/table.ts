import { spanStrings, takeSpans, type TextSpans } from "./text_spans.ts";

/** A column: numbers in a typed array, or text. */
export type Column = Float64Array | readonly string[];

/** A column whose text may still stand where it was read. */
export type ReadColumn = Column | TextSpans;

/** Rows in columns. Every column has `rowCount` entries; the map's order is the columns' order. */
export interface Table<C extends ReadColumn = Column> {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, C>;
}

/**
 * Makes a table of columns of equal length.
 *
 * @throws {RangeError} When two columns differ in length.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const table = createTable({ machine_id: ["a", "b"], torque_nm: Float64Array.of(40, 42) });
 * equal(table.rowCount, 2);
 * ```
 */
export function createTable(columns: Readonly<Record<string, Column>>): Table;
export function createTable(columns: Readonly<Record<string, ReadColumn>>): Table<ReadColumn>;
export function createTable(columns: Readonly<Record<string, ReadColumn>>): Table<ReadColumn> {
  const entries = Object.entries(columns);
  const rowCount = entries[0]?.[1].length ?? 0;
  for (const [name, column] of entries) {
    if (column.length !== rowCount) {
      throw new RangeError(
        `Cannot create table: column "${name}" must have ${rowCount} rows, current value: ${column.length}`,
      );
    }
  }
  return { rowCount, columns: new Map(entries) };
}

/**
 * The numbers of a column.
 *
 * @throws {TypeError} When the table has no such column, or it holds text.
 */
export function numberColumn(table: Table<ReadColumn>, name: string): Float64Array {
  const column = table.columns.get(name);
  if (!(column instanceof Float64Array)) {
    throw new TypeError(
      `Cannot read column "${name}": it must hold numbers, current value: ${kindOf(column)}`,
    );
  }
  return column;
}

/**
 * The text of a column.
 *
 * @throws {TypeError} When the table has no such column, or it holds numbers.
 */
export function textColumn(table: Table<ReadColumn>, name: string): readonly string[] {
  const column = table.columns.get(name);
  if (column === undefined || column instanceof Float64Array) {
    throw new TypeError(`Cannot read column "${name}": it must hold text, current value: ${kindOf(column)}`);
  }
  return isSpans(column) ? spanStrings(column) : column;
}

/**
 * The rows at the given positions, in their order; a position may be named more than once.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const table = createTable({ torque_nm: Float64Array.of(40, 42, 44) });
 * deepEqual(numberColumn(takeRows(table, [2, 0]), "torque_nm"), Float64Array.of(44, 40));
 * ```
 */
export function takeRows(table: Table, rows: ArrayLike<number>): Table;
export function takeRows(table: Table<ReadColumn>, rows: ArrayLike<number>): Table<ReadColumn>;
export function takeRows(table: Table<ReadColumn>, rows: ArrayLike<number>): Table<ReadColumn> {
  const columns = new Map<string, ReadColumn>();
  for (const [name, column] of table.columns) {
    if (column instanceof Float64Array) {
      const taken = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
      columns.set(name, taken);
    } else if (isSpans(column)) {
      columns.set(name, takeSpans(column, rows));
    } else {
      const taken = new Array<string>(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
      columns.set(name, taken);
    }
  }
  return { rowCount: rows.length, columns };
}

/** The table with further columns at its end; a column of the same name is replaced where it stands. */
export function withColumns(table: Table, columns: Readonly<Record<string, Column>>): Table;
export function withColumns(
  table: Table<ReadColumn>,
  columns: Readonly<Record<string, Column>>,
): Table<ReadColumn>;
export function withColumns(
  table: Table<ReadColumn>,
  columns: Readonly<Record<string, Column>>,
): Table<ReadColumn> {
  return createTable({ ...Object.fromEntries(table.columns), ...columns });
}

/** The named columns alone, in the order given. */
export function selectColumns<C extends ReadColumn>(table: Table<C>, names: readonly string[]): Table<C> {
  const columns = new Map<string, C>();
  for (const name of names) {
    const column = table.columns.get(name);
    if (column === undefined) throw new TypeError(`Cannot select column "${name}": the table must have it`);
    columns.set(name, column);
  }
  return { rowCount: table.rowCount, columns };
}

/** The table with all text as strings. */
export function stringTable(table: Table<ReadColumn>): Table {
  const columns = [...table.columns].map(([name, column]): [string, Column] => [
    name,
    isSpans(column) ? spanStrings(column) : column,
  ]);
  return { rowCount: table.rowCount, columns: new Map(columns) };
}

/** Whether a column's text stands where it was read. */
export function isSpans(column: ReadColumn): column is TextSpans {
  return "bytes" in column;
}

function kindOf(column: ReadColumn | undefined): string {
  return column === undefined ? "missing" : column instanceof Float64Array ? "numbers" : "text";
}
