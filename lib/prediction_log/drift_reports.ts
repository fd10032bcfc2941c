import type { DriftReports } from "./drift_report_store.ts";
import { openSqliteDriftReports } from "./sqlite_drift_reports.ts";
import { sqlitePathOf } from "./sqlite_path_of.ts";

export type { DriftReportQuery, DriftReports } from "./drift_report_store.ts";

/** Which history is opened. */
export interface DriftReportsOptions {
  /** The log's: `sqlite:PATH`, or `mysql://…` as `mysqlLogAddress` takes it. */
  databaseUrl: string;
  /** A variable of the environment: for MySQL's password. */
  env?: (name: string) => string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds that a locked SQLite file is waited for (default 30,000). */
  patienceMs?: number;
}

/**
 * Opens the history of monitoring in the database of a prediction log, on a connection of its own, beside the server
 * that writes the log: the log's lock is not asked for, and no table is made or migrated. SQLite's file is opened at
 * once; MySQL is connected to by the first call, so that a history can be opened while it is away.
 *
 * Opening (SQLite) or each call (MySQL) throws `FaultlineError` `INPUT_NOT_FOUND` when there is no log yet, and
 * `LOG_UNAVAILABLE` when its tables are older than the history: the server that is started next makes it.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` when the URL is of another kind, and as `mysqlLogAddress`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { openSqlitePredictionStore } from "./sqlite_prediction_store.ts";
 * const path = `${Deno.makeTempDirSync()}/faultline.db`;
 * const store = openSqlitePredictionStore({ path });
 * const reports = await openDriftReports({ databaseUrl: `sqlite:${path}`, now: Date.now });
 * deepEqual(await reports.list({ limit: 10 }), []);
 * await reports.close();
 * await store.close();
 * ```
 */
export async function openDriftReports(options: DriftReportsOptions): Promise<DriftReports> {
  const { databaseUrl, env, now, patienceMs } = options;
  const path = sqlitePathOf(databaseUrl);
  if (path !== undefined) return openSqliteDriftReports({ path, patienceMs });
  // MySQL's driver takes as long to load as all else at the start.
  const [{ mysqlLogAddress }, { openMysqlDriftReports }] = await Promise.all([
    import("./mysql_log_address.ts"),
    import("./mysql_drift_reports.ts"),
  ]);
  return openMysqlDriftReports({ address: mysqlLogAddress(databaseUrl, env), now });
}
