import type { SQLInputValue } from "node:sqlite";
import type { DriftReportRow } from "../contracts/monitor_report.ts";
import { driftReportFilter } from "./drift_report_filter.ts";
import type { DriftReports } from "./drift_report_store.ts";
import { joinLogDatabase } from "./join_log_database.ts";
import { sqliteFault } from "./sqlite_fault.ts";

/** Where the history is, and how patient it is. */
export interface SqliteDriftReportsOptions {
  path: string;
  /** Milliseconds that a locked file is waited for (default 30,000). */
  patienceMs?: number;
}

/** The version of the schema from which on the table is there. */
const firstVersion = 2;

/** Milliseconds from one try on a locked file to the next. */
const retryMs = 20;

const columns =
  "id, made_at_ms, model_name, model_version, since_ms, until_ms, predictions_read, verdict, drifted, share, " +
  "alarms, f1, estimated_f1, alert_share";

/**
 * The history of monitoring in the SQLite file of a log. It is appended to while a server writes there. A writer under
 * load holds the file most of the time, and SQLite's own wait would hold the caller's thread for as long; so a call
 * tries, and while the file is locked tries again later, the thread being free meanwhile.
 *
 * @throws {FaultlineError} At opening as `joinLogDatabase`; each call `LOG_UNAVAILABLE`.
 */
export function openSqliteDriftReports(options: SqliteDriftReportsOptions): DriftReports {
  const { path, patienceMs = 30_000 } = options;
  const database = joinLogDatabase(path, { readOnly: false, least: firstVersion });
  // The server that writes the log moves its pages into place; a report need not wait for that.
  database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_autocheckpoint = 0");
  const insert = database.prepare(
    `INSERT INTO drift_reports (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ` +
      "ON CONFLICT (id) DO NOTHING",
  );

  async function whenFree<T>(work: () => T): Promise<T> {
    for (let tries = Math.ceil(patienceMs / retryMs);; tries--) {
      try {
        return work();
      } catch (cause) {
        if (tries <= 0 || !isBusy(cause)) throw sqliteFault(path, cause);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  return {
    append: (row) => whenFree(() => void insert.run(...valuesOf(row))),
    list(query) {
      const { filter, values } = driftReportFilter(query);
      return whenFree(() =>
        database.prepare(`SELECT ${columns} FROM drift_reports ${filter} ORDER BY id DESC LIMIT ?`)
          .all(...values, query.limit).map(rowOf)
      );
    },
    // deno-lint-ignore require-await -- as with MySQL
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

/** SQLITE_BUSY and SQLITE_LOCKED, with their extended codes (https://www.sqlite.org/rescode.html). */
function isBusy(cause: unknown): boolean {
  const code = ((cause as { errcode?: number }).errcode ?? 0) & 0xff;
  return code === 5 || code === 6;
}

function valuesOf(row: DriftReportRow): SQLInputValue[] {
  return [
    row.id,
    Date.parse(row.made_at),
    row.model.name,
    row.model.version,
    Date.parse(row.since),
    Date.parse(row.until),
    row.rows,
    row.verdict,
    row.drifted ? 1 : 0,
    row.share,
    JSON.stringify(row.alarms),
    row.f1,
    row.estimated_f1,
    row.alert_share,
  ];
}

function rowOf(values: unknown): DriftReportRow {
  const row = values as TableRow;
  return {
    id: row.id,
    made_at: new Date(row.made_at_ms).toISOString(),
    model: { name: row.model_name, version: row.model_version },
    since: new Date(row.since_ms).toISOString(),
    until: new Date(row.until_ms).toISOString(),
    rows: row.predictions_read,
    verdict: row.verdict,
    drifted: row.drifted === 1,
    share: row.share,
    alarms: JSON.parse(row.alarms),
    f1: row.f1,
    estimated_f1: row.estimated_f1,
    alert_share: row.alert_share,
  };
}

interface TableRow
  extends Pick<DriftReportRow, "id" | "verdict" | "share" | "f1" | "estimated_f1" | "alert_share"> {
  made_at_ms: number;
  model_name: string;
  model_version: string;
  since_ms: number;
  until_ms: number;
  predictions_read: number;
  drifted: number;
  alarms: string;
}
