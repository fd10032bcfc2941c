import { type MysqlFault, mysqlFault } from "./mysql_fault.ts";
import type { PredictionStore, StoreRows } from "./prediction_store.ts";

/** Where rows are shipped to, and who hears what became of them. */
export interface ShipRowsOptions {
  insert: PredictionStore["insert"];
  /** These rows are in the store. */
  onAccepted: (rows: StoreRows) => void;
  /** This row, alone, will never be. */
  onRefused: (row: StoreRows, reason: string) => void;
}

/**
 * Inserts rows, so that one that the database refuses for good keeps no other out: what fails is halved until the row
 * is alone. For one such row of n that is 2·log2(n) further inserts.
 *
 * An error that no list has is held against a row only when the database takes others beside it; else all wait.
 *
 * @throws {unknown} What the store threw, when the rows may go in later; those accepted by then have been told.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const told: unknown[] = [];
 * await shipRows({ predictions: [], outcomes: [] }, {
 *   insert: () => Promise.resolve(),
 *   onAccepted: (rows) => told.push(rows),
 *   onRefused: () => {},
 * });
 * deepEqual(told, [{ predictions: [], outcomes: [] }]);
 * ```
 */
export async function shipRows(rows: StoreRows, options: ShipRowsOptions): Promise<void> {
  const doubtful: { row: StoreRows; error: unknown; fault: MysqlFault }[] = [];
  let accepted = false;

  async function ship(part: StoreRows): Promise<void> {
    try {
      await options.insert(part);
    } catch (error) {
      const fault = mysqlFault(error);
      if (fault.kind !== "row" && fault.kind !== "unknown") throw error;
      const halves = halve(part);
      if (halves) { for (const half of halves) await ship(half); }
      else if (fault.kind === "row") options.onRefused(part, fault.reason);
      else doubtful.push({ row: part, error, fault });
      return;
    }
    accepted = true;
    options.onAccepted(part);
  }

  await ship(rows);
  for (const { row, error, fault } of doubtful) {
    if (!accepted) throw error;
    options.onRefused(row, fault.reason);
  }
}

/** Two parts of rows, or nothing when there is but one row. */
function halve({ predictions, outcomes }: StoreRows): [StoreRows, StoreRows] | undefined {
  const count = predictions.length + outcomes.length;
  if (count <= 1) return;
  const middle = count >> 1;
  const split = Math.max(0, middle - predictions.length);
  return [
    { predictions: predictions.slice(0, middle), outcomes: outcomes.slice(0, split) },
    { predictions: predictions.slice(middle), outcomes: outcomes.slice(split) },
  ];
}
