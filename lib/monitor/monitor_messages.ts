import type { DataQuality, DriftReportRow, MonitorReport } from "../contracts/monitor_report.ts";
import type { DriftParams, MonitorParams } from "../contracts/params.ts";
import type { ToldError } from "../prediction_log/log_messages.ts";

/** What the thread that makes a report is told. */
export interface MonitorJob {
  /** Where predictions are: `sqlite:PATH` or `mysql://…`. */
  databaseUrl: string;
  /** Variables of the environment that the database's password may be in. */
  env: Readonly<Record<string, string>>;
  modelFolder: string;
  /** The model that is meant: the folder may hold another one by now. */
  modelVersion: string;
  params: { drift: DriftParams; monitor: MonitorParams };
  /** The window, in milliseconds since the epoch. */
  since: number;
  until: number;
  now: number;
  /** A drift test for every column, in place of what params say. */
  method?: string;
  refused: DataQuality["refused"];
  /** The id of a row in the history, where the report is to be kept there. */
  rowId?: string;
  /** Milliseconds of rest after each question to the log, so that predictions go first. */
  restMs: number;
}

/** A report as the server keeps it. */
export interface MadeReport {
  report: MonitorReport;
  /** What a page shows of it: HTML. */
  body: string;
  /** Reports of the past, newest first, this one included where it was kept. */
  history: DriftReportRow[];
  /** Why the history could not be read or written; null when it could. */
  historyFault: string | null;
}

/** What the thread answers, once. */
export type MonitorAnswer = { kind: "made"; made: MadeReport } | { kind: "failed"; error: ToldError };
