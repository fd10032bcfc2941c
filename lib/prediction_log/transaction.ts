import type { DatabaseSync } from "node:sqlite";

/** Runs work in one transaction of a database: all of it is kept, or none. */
export type Transaction = <T>(work: () => T) => T;

/**
 * Makes the transactions of a connection; its statements are prepared once.
 *
 * @param options.synced Whether a commit waits for the disk (default true). One that does not is lost in a power cut
 * unless a later one that does came through: for work that can be done again.
 */
export function createTransaction(
  database: DatabaseSync,
  options: { synced?: boolean } = {},
): Transaction {
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const run: Transaction = (work) => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (cause) {
      // On a full disk SQLite has often rolled back by itself.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw cause;
    }
  };
  if (options.synced ?? true) return run;
  return (work) => {
    database.exec("PRAGMA synchronous = NORMAL");
    try {
      return run(work);
    } finally {
      database.exec("PRAGMA synchronous = FULL");
    }
  };
}
