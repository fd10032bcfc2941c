import type { DriftReportRow } from "../contracts/monitor_report.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import type { SqlValue } from "../stores/mysql_connection.ts";
import { driftReportFilter } from "./drift_report_filter.ts";
import type { DriftReports } from "./drift_report_store.ts";
import { createMysqlPool } from "./mysql_pool.ts";
import { isoTime, sqlTime } from "./mysql_rows.ts";
import { requireMysqlVersion } from "./mysql_schema.ts";

/** Where the history is. */
export interface MysqlDriftReportsOptions {
  address: MysqlAddress;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The version of the tables from which on the history is among them. */
const firstVersion = 2;

const columns =
  "id, made_at, model_name, model_version, since, until, predictions_read, verdict, drifted, share, alarms, f1, " +
  "estimated_f1, alert_share";

/**
 * The history of monitoring in MySQL, over a connection of its own, made by the first call.
 *
 * Each call throws `FaultlineError` `INPUT_NOT_FOUND` when the database has no prediction log, and `LOG_UNAVAILABLE`
 * when its tables are older than the history or it does not answer.
 */
export function openMysqlDriftReports({ address, now }: MysqlDriftReportsOptions): DriftReports {
  const { lend, close } = createMysqlPool({
    address,
    connections: 1,
    failFastMs: 0,
    now,
    prepare: (connection) => requireMysqlVersion(connection, { least: firstVersion, url: address.url }),
  });
  return {
    append: (row) =>
      lend(async (connection) => {
        await connection.execute(
          `INSERT INTO drift_reports (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ` +
            "ON DUPLICATE KEY UPDATE id = id",
          valuesOf(row),
        );
      }),
    list: (query) =>
      lend(async (connection) => {
        const { filter, values } = driftReportFilter(query);
        const { rows } = await connection.execute(
          `SELECT ${columns} FROM drift_reports ${filter} ORDER BY id DESC LIMIT ?`,
          [...values, query.limit],
        );
        return rows.map(rowOf);
      }),
    close: () => Promise.resolve(close()),
  };
}

function valuesOf(row: DriftReportRow): SqlValue[] {
  return [
    row.id,
    sqlTime(row.made_at),
    row.model.name,
    row.model.version,
    sqlTime(row.since),
    sqlTime(row.until),
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

function rowOf(values: readonly unknown[]): DriftReportRow {
  const [id, made_at, name, version, since, until, read, verdict, drifted, share, alarms, ...scores] =
    values as string[];
  const [f1, estimated_f1, alert_share] = scores as (string | null)[];
  const number = (value: string | null) => value === null ? null : Number(value);
  return {
    id,
    made_at: isoTime(made_at),
    model: { name, version },
    since: isoTime(since),
    until: isoTime(until),
    rows: Number(read),
    verdict: verdict as DriftReportRow["verdict"],
    drifted: Number(drifted) === 1,
    share: Number(share),
    alarms: JSON.parse(alarms),
    f1: number(f1),
    estimated_f1: number(estimated_f1),
    alert_share: Number(alert_share),
  };
}
