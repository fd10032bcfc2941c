import type { DriftReportRow, MonitorReport } from "../contracts/monitor_report.ts";
import type { ToldError } from "../prediction_log/log_messages.ts";
import type { RunMonitorOptions } from "./run_monitor.ts";

/** What the thread that makes a report is told: window, params and what was refused, as `runMonitor` takes them. */
export interface MonitorJob
  extends Pick<RunMonitorOptions, "params" | "since" | "until" | "now" | "method" | "refused"> {
  /** Where predictions are: `sqlite:PATH` or `mysql://…`. */
  databaseUrl: string;
  /** Variables of the environment that the database's password may be in. */
  env: Readonly<Record<string, string>>;
  modelFolder: string;
  /** The model that is meant: the folder may hold another one by now. */
  modelVersion: string;
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
