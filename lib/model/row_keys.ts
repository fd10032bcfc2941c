import { type Table, textColumn } from "../table/table.ts";

/**
 * How many rows of one table have a key that the other has too.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * equal(sharedKeys(createTable({ id: ["a", "b"] }), createTable({ id: ["b", "c"] }), "id"), 1);
 * ```
 */
export function sharedKeys(rows: Table, others: Table, column: string): number {
  const known = new Set(textColumn(others, column));
  return textColumn(rows, column).reduce((count, key) => known.has(key) ? count + 1 : count, 0);
}

/** Numbers equal names alike, from 0, in the order in which they first occur. */
export function numberGroups(names: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  });
}
