import type { DriftReportRow } from "../../lib/contracts/monitor_report.ts";
import { idAt } from "./made_rows.ts";

/** A row of the history, as monitoring would keep it. */
export function madeReport(
  parts: { ms: number; number?: number } & Partial<DriftReportRow>,
): DriftReportRow {
  const { ms, number = 0, ...others } = parts;
  return {
    id: idAt(ms, number),
    made_at: new Date(ms).toISOString(),
    model: { name: "faultline", version: "0123456789ab" },
    since: new Date(ms - 7 * 86_400_000).toISOString(),
    until: new Date(ms).toISOString(),
    rows: 20_000,
    verdict: "ok",
    drifted: false,
    share: 1 / 3,
    alarms: [],
    f1: null,
    estimated_f1: 0.1 + 0.2,
    alert_share: 0.03125,
    ...others,
  };
}
