import { joinLogDatabase } from "./join_log_database.ts";
import type { LogReads } from "./merged_reads.ts";
import { promisedReads } from "./promised_reads.ts";
import { sqlitePathOf } from "./sqlite_path_of.ts";
import { createSqliteReads } from "./sqlite_reads.ts";

/** Which log is read. */
export interface LogReadsOptions {
  /** `sqlite:PATH`, or `mysql://…` as `mysqlLogAddress` takes it. */
  databaseUrl: string;
  /** A variable of the environment: for MySQL's password. */
  env?: (name: string) => string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** A log that is open for reading. */
export interface OpenLogReads {
  reads: LogReads;
  close(): Promise<void>;
}

/**
 * Opens a log to read only, beside the server that writes it: nothing is locked, made or migrated, and a log that an
 * older Faultline wrote is read too. SQLite answers on the caller's own thread. Of MySQL the tables alone are read:
 * what running servers have in their journals is there moments later.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when there is no log yet; `LOG_UNAVAILABLE` when it cannot be read;
 * `CONFIG_INVALID` when the URL is of another kind, and as `mysqlLogAddress`.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * await rejects(openLogReads({ databaseUrl: "sqlite:nowhere.db", now: Date.now }), {
 *   code: "INPUT_NOT_FOUND",
 *   message: "there is no prediction log at nowhere.db",
 * });
 * ```
 */
export async function openLogReads({ databaseUrl, env, now }: LogReadsOptions): Promise<OpenLogReads> {
  const path = sqlitePathOf(databaseUrl);
  if (path !== undefined) {
    const database = joinLogDatabase(path, { readOnly: true, least: 1 });
    return {
      reads: promisedReads(createSqliteReads(database), path),
      // deno-lint-ignore require-await -- as with MySQL
      close: async () => database.close(),
    };
  }
  const [{ mysqlLogAddress }, { openMysqlStore }, { requireMysqlVersion }] = await Promise.all([
    import("./mysql_log_address.ts"),
    import("./mysql_prediction_store.ts"),
    import("./mysql_schema.ts"),
  ]);
  const address = mysqlLogAddress(databaseUrl, env);
  const store = openMysqlStore({
    address,
    connections: 1,
    now,
    prepare: (connection) => requireMysqlVersion(connection, { least: 1, url: address.url }),
  });
  try {
    // Connects, so that what is wrong is told now.
    await store.known("predictions", []);
  } catch (error) {
    await store.close();
    throw error;
  }
  return { reads: store, close: store.close };
}
