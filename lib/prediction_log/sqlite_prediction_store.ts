import type { DatabaseSync } from "node:sqlite";
import { FaultlineError } from "../errors.ts";
import { createMachineIndex, type MachineIndex } from "./machine_index.ts";
import type { PredictionStore } from "./prediction_store.ts";
import { promisedReads } from "./promised_reads.ts";
import { packRows } from "./row_pack.ts";
import { sqliteFault } from "./sqlite_fault.ts";
import { createSqliteInsert } from "./sqlite_insert.ts";
import { createSqlitePrune } from "./sqlite_prune.ts";
import { createSqliteReads } from "./sqlite_reads.ts";
import { openLogDatabase } from "./sqlite_schema.ts";
import { createTransaction } from "./transaction.ts";

/** How a store is opened. */
export interface SqliteStoreOptions {
  path: string;
  /** What happens to the index by machine after each insert (default: it is brought up to date). */
  afterInsert?: (index: MachineIndex) => void;
}

/**
 * Predictions and outcomes in a SQLite file, on the caller's own thread: each call blocks until it is done. The server
 * works with the same parts on threads of their own (`openPredictionLog`).
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE`, at opening and from each call, when the database cannot do it.
 */
export function openSqlitePredictionStore(options: SqliteStoreOptions): PredictionStore {
  const { path, afterInsert = (index) => index.finish() } = options;
  const database: DatabaseSync = openLogDatabase(path, { readOnly: false });
  const transaction = createTransaction(database);
  const index = createMachineIndex(database, transaction);
  const insert = createSqliteInsert(database, transaction, index);
  const prune = createSqlitePrune(database, transaction, index);
  const reads = createSqliteReads(database);

  // deno-lint-ignore require-await -- what throws must reject
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw sqliteFault(path, cause);
    }
  };

  return {
    ...promisedReads(reads, path),
    insert: (rows) =>
      attempt(() => {
        const { refused } = insert(packRows([rows]));
        const reason = refused?.[0] ?? null;
        if (reason !== null) throw new FaultlineError("LOG_UNAVAILABLE", `${path}: ${reason}`);
        afterInsert(index);
      }),
    prune: (query) => attempt(() => prune(query)),
    known: (table, ids) => attempt(() => reads.known(table, ids)),
    close: () => attempt(() => database.close()),
  };
}
