import { deepEqual, equal } from "node:assert/strict";
import { driftReportRowSchema } from "../../../lib/contracts/monitor_report.ts";
import { reportRow } from "../../../lib/monitor/report_row.ts";
import { idAt } from "../../prediction_log/made_rows.ts";
import { emptyMonitorPage, sampleMonitorPage } from "../../support/sample_monitor_report.ts";

const id = idAt(Date.parse("2026-03-10T12:00:00Z"), 1);

Deno.test("a row says when, of which model, what was found, and the scores: by hand of the sample", () => {
  const { report } = sampleMonitorPage({ rows: 200 });
  const row = driftReportRowSchema.parse(reportRow(report, id));
  deepEqual(row, {
    id,
    made_at: "2026-03-10T12:00:00.000Z",
    model: { name: "faultline", version: "0123456789ab" },
    since: "2026-03-03T12:00:00.000Z",
    until: "2026-03-10T12:00:00.000Z",
    rows: 100,
    verdict: "alarm",
    drifted: report.dataset.drifted,
    share: report.dataset.share,
    alarms: ["sensor_fault", "new_category", "stale_sensor"],
    f1: report.performance.real!.f1,
    estimated_f1: 0.807,
    alert_share: report.alerts.share,
  });
});

Deno.test("an alarm of two columns is named once, and what is no alarm is not named", () => {
  const { report } = sampleMonitorPage({ rows: 200 });
  const [first, ...others] = report.dataset.findings;
  const findings = [first, { ...first, column: "torque_nm" }, ...others.filter(({ alarm }) => !alarm)];
  const twice = { ...report, dataset: { ...report.dataset, findings } };
  deepEqual(reportRow(twice, id).alarms, ["sensor_fault"]);
});

Deno.test("before anything was predicted a row has no scores", () => {
  const { f1, estimated_f1, rows, verdict, alarms } = reportRow(emptyMonitorPage().report, id);
  deepEqual([f1, estimated_f1, rows, alarms], [null, null, 0, []]);
  equal(verdict, "insufficient_data");
});
