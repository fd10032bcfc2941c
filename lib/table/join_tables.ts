import { type Column, createTable, type Table } from "./table.ts";

/**
 * Tables of the same columns, one below the other.
 *
 * @throws {RangeError} When there is no table.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable, numberColumn } from "./table.ts";
 * const parts = [createTable({ torque_nm: Float64Array.of(40) }), createTable({ torque_nm: Float64Array.of(42) })];
 * deepEqual(numberColumn(joinTables(parts), "torque_nm"), Float64Array.of(40, 42));
 * ```
 */
export function joinTables(parts: readonly Table[]): Table {
  if (parts.length === 0) throw new RangeError("Cannot join tables: there must be at least one");
  const total = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const columns: Record<string, Column> = {};
  for (const [name, first] of parts[0].columns) {
    if (first instanceof Float64Array) {
      const joined = new Float64Array(total);
      let at = 0;
      for (const part of parts) {
        joined.set(part.columns.get(name) as Float64Array, at);
        at += part.rowCount;
      }
      columns[name] = joined;
    } else {
      columns[name] = parts.flatMap((part) => part.columns.get(name) as readonly string[]);
    }
  }
  return createTable(columns);
}
