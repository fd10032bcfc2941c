import { Gauge, type Registry } from "prom-client";
import type { MonitorReport } from "../lib/contracts/monitor_report.ts";
import type { Monitor } from "./monitor.ts";

/** What the newest drift report found, as gauges: none of them is there before the first report. */
export function watchGauges(registers: Registry[], monitor: Pick<Monitor, "latest">): void {
  function gauge(
    name: string,
    help: string,
    labelNames: string[],
    values: (report: MonitorReport) => [Record<string, string>, number][],
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        // A gauge without labels shows 0 once it is reset.
        if (labelNames.length === 0) this.remove();
        const made = monitor.latest();
        if (!made) return;
        for (const [labels, value] of values(made.report)) this.set(labels, value);
      },
    });
  }

  gauge("faultline_drift_alarm", "1 when the newest report's verdict is an alarm", [], ({ dataset }) => [
    [{}, dataset.verdict === "alarm" ? 1 : 0],
  ]);
  gauge("faultline_drift_share", "Share of columns that drifted, each by its test", [], ({ dataset }) => [
    [{}, dataset.share],
  ]);
  gauge(
    "faultline_drift_value",
    "Value of each column's test",
    ["column", "method"],
    ({ columns }) =>
      columns.flatMap(({ name, method, value }) => value === null ? [] : [[{ column: name, method }, value]]),
  );
  gauge("faultline_drift_findings", "Findings that are alarms, by their code", ["code"], ({ dataset }) => {
    const alarms = dataset.findings.filter(({ alarm }) => alarm);
    const codes = Map.groupBy(alarms, ({ code }) => code);
    return [...codes].map(([code, found]) => [{ code }, found.length]);
  });
  gauge(
    "faultline_drift_report_seconds",
    "When the newest report was made, in seconds since the epoch",
    [],
    ({ made_at }) => [[{}, Date.parse(made_at) / 1000]],
  );
  gauge(
    "faultline_performance_f1",
    "F1 on outcomes, and as estimated without",
    ["kind"],
    ({ performance }) => {
      const scores = { real: performance.real?.f1, estimated: performance.estimated?.f1 };
      return Object.entries(scores).flatMap(([kind, f1]) => typeof f1 === "number" ? [[{ kind }, f1]] : []);
    },
  );
}
