/** A column: numbers in a typed array, or text. */
export type Column = Float64Array | readonly string[];

/** Rows in columns. Every column has `rowCount` entries; the map's order is the columns' order. */
export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
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
export function createTable(columns: Readonly<Record<string, Column>>): Table {
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
export function numberColumn(table: Table, name: string): Float64Array {
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
export function textColumn(table: Table, name: string): readonly string[] {
  const column = table.columns.get(name);
  if (column === undefined || column instanceof Float64Array) {
    throw new TypeError(`Cannot read column "${name}": it must hold text, current value: ${kindOf(column)}`);
  }
  return column;
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
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    if (column instanceof Float64Array) {
      const taken = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
      columns.set(name, taken);
    } else {
      columns.set(name, Array.from({ length: rows.length }, (_, i) => column[rows[i]]));
    }
  }
  return { rowCount: rows.length, columns };
}

/** The table with further columns at its end; a column of the same name is replaced where it stands. */
export function withColumns(table: Table, columns: Readonly<Record<string, Column>>): Table {
  return createTable({ ...Object.fromEntries(table.columns), ...columns });
}

/** The named columns alone, in the order given. */
export function selectColumns(table: Table, names: readonly string[]): Table {
  const columns = new Map<string, Column>();
  for (const name of names) {
    const column = table.columns.get(name);
    if (column === undefined) throw new TypeError(`Cannot select column "${name}": the table must have it`);
    columns.set(name, column);
  }
  return { rowCount: table.rowCount, columns };
}

function kindOf(column: Column | undefined): string {
  return column === undefined ? "missing" : column instanceof Float64Array ? "numbers" : "text";
}
