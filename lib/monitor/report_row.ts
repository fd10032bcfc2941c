import type { DriftReportRow, MonitorReport } from "../contracts/monitor_report.ts";

/**
 * A report as a row of the history.
 *
 * @param id A UUID of version 7.
 */
export function reportRow(report: MonitorReport, id: string): DriftReportRow {
  const { made_at, model, window, dataset, performance: { real, estimated }, alerts } = report;
  const alarms = dataset.findings.filter(({ alarm }) => alarm).map(({ code }) => code);
  return {
    id,
    made_at,
    model,
    since: window.since,
    until: window.until,
    rows: window.read,
    verdict: dataset.verdict,
    drifted: dataset.drifted,
    share: dataset.share,
    alarms: [...new Set(alarms)],
    f1: real?.f1 ?? null,
    estimated_f1: estimated?.f1 ?? null,
    alert_share: alerts.share,
  };
}
