import type { DriftColumn, DriftReport } from "../contracts/drift_report.ts";
import { driftAdvice } from "./drift_advice.ts";
import { driftHeadline } from "./drift_headline.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import { printable } from "./printable.ts";
import { textTable, wrapText } from "./text_table.ts";

/** What the text names. */
export interface DriftTextInput {
  report: DriftReport;
  /** What was compared with what: their paths, or other names. */
  reference: string;
  current: string;
}

/** Findings of one kind that are written out; of the rest it says how many there are. */
const shownFindings = 20;

/**
 * A comparison as a person reads it: the verdict in words, a line a column, what was found, and what to do about it. At
 * most 100 columns wide, save for names.
 *
 * @returns The text, its last newline included.
 */
export function driftText({ report, reference, current }: DriftTextInput): string {
  const { dataset, columns } = report;
  const { rows } = dataset;
  const lines = [
    ...wrapText(
      `${printable(current)} (${formatCount(rows.current)} rows) against ${printable(reference)} ` +
        `(${formatCount(rows.reference)} rows)`,
      100,
    ),
    "",
    ...wrapText(driftHeadline(dataset), 100),
    "",
    ...wrapText(sharesSentence(report), 100),
  ];
  if (columns.length > 0) lines.push("", ...columnTable(columns));
  const findings = [
    ...dataset.findings.filter(({ alarm }) => alarm),
    ...dataset.findings.filter(({ alarm }) => !alarm),
  ];
  if (findings.length > 0) lines.push("", "Findings (! makes the alarm)", "");
  for (const { alarm, message } of findings.slice(0, shownFindings)) {
    lines.push(...item(alarm ? "!" : "-", message));
  }
  if (findings.length > shownFindings) {
    lines.push(`  and ${formatCount(findings.length - shownFindings)} more`);
  }
  const codes = [...new Set(findings.map(({ code }) => code))];
  if (codes.length > 0) lines.push("", "What to do", "");
  for (const code of codes) {
    lines.push(...item("-", `${driftAdvice[code].title}: ${driftAdvice[code].advice}`));
  }
  return lines.join("\n") + "\n";
}

/** Evidently's rule, and what is left of the p-values after correction. */
function sharesSentence({ dataset }: DriftReport): string {
  const { columns, share, drift_share, drifted, false_alarms } = dataset;
  const rule = `${formatCount(columns.drifted)} of ${formatCount(columns.compared)} columns drifted ` +
    `(${formatPercent(share)}); by Evidently's rule, ${formatPercent(drift_share)} of them, ` +
    `the data set ${drifted ? "has drifted" : "has not"}`;
  if (false_alarms.p_values < 2) return rule;
  return `${rule}. Benjamini and Hochberg's correction for ${formatCount(false_alarms.p_values)} p-values ` +
    `leaves ${formatCount(columns.confirmed)} drifted`;
}

function columnTable(columns: readonly DriftColumn[]): string[] {
  return textTable(
    [
      { title: "column", width: 28 },
      { title: "kind" },
      { title: "test" },
      { title: "value", align: "right" },
      { title: "threshold", align: "right" },
      { title: "verdict" },
      { title: "effect" },
    ],
    columns.map((column) => [
      printable(column.name),
      column.kind,
      column.method,
      column.value === null ? "n/a" : (column.measure === "p_value" ? "p " : "") + short(column.value),
      `${column.measure === "p_value" ? "<" : "≥"} ${column.threshold}`,
      verdictOf(column),
      column.effect ? `${column.effect.magnitude} (${column.effect.name} ${short(column.effect.value)})` : "",
    ]),
  );
}

function verdictOf({ status, drifted, confirmed }: DriftColumn): string {
  if (status !== "ok") return statuses[status];
  if (!drifted) return "same";
  return confirmed ? "drifted" : "not confirmed";
}

const statuses: Readonly<Record<Exclude<DriftColumn["status"], "ok">, string>> = {
  constant: "constant",
  empty: "no values",
  too_few: "too few values",
  too_many: "too many values",
  overflow: "too large",
  insufficient_data: "too few rows",
};

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function item(mark: string, text: string): string[] {
  return wrapText(printable(text), 96).map((line, i) => (i === 0 ? `  ${mark} ` : "    ") + line);
}
