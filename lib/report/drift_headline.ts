import {
  type DriftFinding,
  type DriftFindingCode,
  driftFindingCodes,
  type DriftReport,
} from "../contracts/drift_report.ts";
import { formatCount } from "./number_format.ts";
import { printable } from "./printable.ts";

/** What an alarm's columns did: of one, and of several. */
const did: Readonly<Partial<Record<DriftFindingCode, readonly [string, string]>>> = {
  drifted: ["has drifted", "have drifted"],
  all_missing: ["has no value any more", "have no value any more"],
  more_missing: ["lacks more values than before", "lack more values than before"],
  constant: ["is stuck at a single value", "are stuck at a single value each"],
  new_category: ["has values never seen before", "have values never seen before"],
  kind_changed: ["changed between numbers and text", "changed between numbers and text"],
  lost_column: ["is gone", "are gone"],
};

/**
 * A report's verdict in one sentence.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import type { DriftReport } from "../contracts/drift_report.ts";
 * const found = (column: string) => ({ code: "drifted" as const, column, message: "", alarm: true });
 * const dataset = { verdict: "alarm" as const, findings: [found("torque_nm")] } as DriftReport["dataset"];
 * equal(driftHeadline(dataset), "Alarm: torque_nm has drifted.");
 * ```
 */
export function driftHeadline(dataset: DriftReport["dataset"]): string {
  const { verdict, findings, rows, least_rows, columns } = dataset;
  if (verdict === "insufficient_data") return tooLittle(rows, least_rows);
  if (verdict === "ok") {
    if (columns.compared === 0) return "No alarm, but no column could be compared.";
    if (columns.compared === 1) return "No alarm: the one column compared has not drifted.";
    return `No alarm: none of ${formatCount(columns.compared)} columns has drifted.`;
  }
  const alarms = findings.filter(({ alarm }) => alarm);
  const codes = driftFindingCodes.filter((code) => alarms.some((alarm) => alarm.code === code));
  const parts = codes.map((code) => partOf(code, alarms.filter((alarm) => alarm.code === code)));
  return `Alarm: ${listed(parts)}.`;
}

function tooLittle({ reference, current }: DriftReport["dataset"]["rows"], least: number): string {
  const side = (name: string, rows: number) =>
    `${name} ${rows === 0 ? "no row" : rows === 1 ? "1 row" : `${formatCount(rows)} rows`}`;
  const few = [
    ...reference < least ? [side("the reference has", reference)] : [],
    ...current < least ? [side("the current data has", current)] : [],
  ];
  const why = few.length > 0 ? listed(few) : "every column has too few values";
  return `Too little to conclude from: ${why}; it takes ${formatCount(least)}.`;
}

function partOf(code: DriftFindingCode, alarms: readonly DriftFinding[]): string {
  if (code === "no_shared_columns") return "the two files have no column in common";
  const names = [...new Set(alarms.map(({ column }) => column ?? "the data set"))];
  const [one, several] = did[code] ?? ["has a finding", "have findings"];
  if (names.length > 3) return `${formatCount(names.length)} columns ${several}`;
  return `${listed(names.map((name) => printable(name, 60)))} ${names.length === 1 ? one : several}`;
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
