import type { MonitorFinding, MonitorFindingCode, MonitorReport } from "../contracts/monitor_report.ts";
import { monitorAdvice } from "./monitor_advice.ts";
import { formatCount } from "./number_format.ts";
import { printable } from "./printable.ts";

/** So many alarms are named; of more it says how many there are. */
const mostNamed = 3;

/**
 * A report's verdict in one sentence.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { MonitorReport } from "../contracts/monitor_report.ts";
 * const finding = { code: "sensor_fault" as const, column: "torque_nm", message: "", alarm: true };
 * const report = { dataset: { verdict: "alarm", findings: [finding] } } as unknown as MonitorReport;
 * equal(monitorHeadline(report), "Alarm: the sensor of torque_nm is off.");
 * ```
 */
export function monitorHeadline(report: MonitorReport): string {
  const { dataset: { verdict, findings }, window, stretch } = report;
  if (verdict === "alarm") {
    const alarms = findings.filter(({ alarm }) => alarm);
    const parts = [...new Set(alarms.map((finding) => partOf(finding, report)))];
    return `Alarm: ${listed(parts)}.`;
  }
  if (verdict === "ok") {
    return `No alarm: the latest ${
      formatCount(stretch?.rows ?? window.read)
    } readings are as in the reference.`;
  }
  if (window.read === 0) return "No predictions yet: none of this model is kept in the window.";
  if (findings.some(({ code }) => code === "no_reference")) {
    return "Nothing to compare with: the model came without its reference.";
  }
  const rows = `${formatCount(window.read)} ${window.read === 1 ? "prediction" : "predictions"}`;
  return `Too little to conclude from: the window has ${rows}.`;
}

/** What an alarm says of its column, or of what it is about. */
const did: Readonly<Partial<Record<MonitorFindingCode, (column: string | undefined) => string>>> = {
  sensor_fault: (column) => column ? `the sensor of ${column} is off` : "a sensor is off",
  plant_changed: () => "the plant has changed",
  product_mix_changed: () => "the mix of products has changed",
  stuck_sensor: (column) => `${column ?? "a sensor"} is stuck at one value`,
  stale_sensor: (column) =>
    column
      ? `${column} of one machine has stopped changing`
      : "sensors of single machines have stopped changing",
  new_category: (column) => `readings with an unknown ${column ?? "type"} are refused`,
  readings_refused: () => "readings are refused",
  predictions_changed: () => "predictions have changed",
  failure_process_changed: () => "machines fail otherwise than predicted",
  performance_dropped: () => "the model fits less well",
};

function partOf({ code, column }: MonitorFinding, { alerts }: MonitorReport): string {
  if (code === "alert_load") {
    const more = alerts.designed_share === null || alerts.share > alerts.designed_share;
    return `alarms come far more ${more ? "often" : "rarely"} than planned`;
  }
  const name = column === null ? undefined : printable(column, 60);
  const words = did[code];
  if (words) return words(name);
  const { title } = monitorAdvice[code];
  return name === undefined
    ? `${title[0].toLowerCase()}${title.slice(1)}`
    : `${name}: ${title.toLowerCase()}`;
}

function listed(parts: readonly string[]): string {
  const named = parts.length > mostNamed
    ? [...parts.slice(0, mostNamed - 1), `${formatCount(parts.length - mostNamed + 1)} more alarms`]
    : parts;
  if (named.length < 2) return named.join("");
  return `${named.slice(0, -1).join(", ")} and ${named[named.length - 1]}`;
}
