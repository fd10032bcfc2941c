import type { DriftReportRow } from "../contracts/monitor_report.ts";

/**
 * The history of monitoring: a table `drift_reports`, with a row for each report. A report was made at the time in its
 * id (`made_at` says the same), so that a span of time is a span of the primary key. Times are kept to the millisecond.
 */
export interface DriftReports {
  /** Keeps a row, durably; one whose id is there already is left as it is. */
  append(row: DriftReportRow): Promise<void>;
  /** Rows, newest first. */
  list(query: DriftReportQuery): Promise<DriftReportRow[]>;
  close(): Promise<void>;
}

/** Which reports are wanted. */
export interface DriftReportQuery {
  /** Made at this time or later, in milliseconds since the epoch. */
  since?: number;
  model_version?: string;
  /** How many at most. */
  limit: number;
}
