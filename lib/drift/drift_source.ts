import type { Table } from "../table/table.ts";
import { type ColumnContent, readContent } from "./column_kind.ts";

/** One side of a comparison: columns that are read when their turn comes, so that not all need be at hand at once. */
export interface DriftSource {
  readonly rowCount: number;
  /** The columns, in their order. */
  readonly names: readonly string[];
  /** What a column holds. It may be asked for once: a source can let go of it then. */
  content(name: string): ColumnContent;
}

/**
 * A table as one side of a comparison.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const source = tableSource(createTable({ torque_nm: ["40", ""] }));
 * deepEqual(source.names, ["torque_nm"]);
 * equal(source.content("torque_nm").missing, 1);
 * ```
 */
export function tableSource({ rowCount, columns }: Table): DriftSource {
  return { rowCount, names: [...columns.keys()], content: (name) => readContent(columns.get(name)!) };
}
