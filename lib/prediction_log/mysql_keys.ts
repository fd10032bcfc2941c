import type { MysqlConnection, SqlValue } from "../stores/mysql_connection.ts";

/** Keys looked for by one statement at most. */
const mostKeys = 1_024;

/** What is asked of a table's rows with given keys. */
export interface KeysQuery {
  /** Up to and with the FROM clause. */
  select: string;
  /** The column that the keys are of. */
  key: string;
  values: readonly SqlValue[];
  /** What follows the condition, e.g. `GROUP BY machine_id`. */
  tail?: string;
}

/**
 * The rows with one of many keys. Lists are filled up to a power of two by repeating a key, so that few statements
 * are prepared.
 */
export async function selectByKeys(connection: MysqlConnection, query: KeysQuery): Promise<unknown[][]> {
  const { select, key, values, tail = "" } = query;
  const found: unknown[][] = [];
  for (let start = 0; start < values.length; start += mostKeys) {
    const keys = padToPowerOfTwo(values.slice(start, start + mostKeys));
    const { rows } = await connection.execute(
      `${select} WHERE ${key} IN (${keys.map(() => "?").join(", ")}) ${tail}`,
      keys,
    );
    for (const row of rows) found.push(row);
  }
  return found;
}

/**
 * A list, its last element repeated until their number is a power of two: statements with that many placeholders are
 * few, and each is prepared but once.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(padToPowerOfTwo(["a", "b", "c"]), ["a", "b", "c", "c"]);
 * deepEqual(padToPowerOfTwo([]), []);
 * ```
 */
export function padToPowerOfTwo<T>(list: readonly T[]): T[] {
  if (list.length === 0) return [];
  const length = 2 ** Math.ceil(Math.log2(list.length));
  return [...list, ...new Array<T>(length - list.length).fill(list[list.length - 1])];
}
