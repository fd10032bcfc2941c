import { html } from "hono/html";
import type { DriftColumn, DriftFinding } from "../contracts/drift_report.ts";
import { driftFindingCodes } from "../contracts/drift_report.ts";
import type { MonitorFinding, MonitorReport } from "../contracts/monitor_report.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { DriftCard } from "./drift_card.ts";
import { driftColumnCard } from "./drift_column_card.ts";
import { driftColumnVerdict } from "./drift_column_verdict.ts";
import { driftSummaryTable } from "./drift_summary_table.ts";
import { fewCategories } from "./monitor_few_categories.ts";
import { monitorAdvice } from "./monitor_advice.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";

/** So many columns have a card; all are in the table. */
const mostCards = 60;

/**
 * The report's columns as cards, those with an alarm first. That a column drifted over the whole window is no alarm
 * here, so it is not shown as one.
 */
export function monitorCards(
  { columns, dataset }: MonitorReport,
  distributions: readonly ColumnDistribution[],
): DriftCard[] {
  const byName = new Map(
    distributions.map((distribution) => [distribution.name, fewCategories(distribution)]),
  );
  const card = (column: DriftColumn, i: number): DriftCard => {
    const found = dataset.findings.filter((finding) => finding.column === column.name);
    const alarms = found.filter(({ alarm }) => alarm);
    const findings = found.filter(isOfColumn);
    const { text, tone, rank } = driftColumnVerdict(column, findings.filter(({ alarm }) => !alarm));
    const titles = new Set(alarms.map(({ code }) => monitorAdvice[code].title.toLowerCase()));
    return {
      id: `column-${i + 1}`,
      column,
      findings,
      verdict: alarms.length > 0
        ? { text: [...titles, text].join("; "), tone: "bad", rank: -1 }
        : { text, tone: tone === "bad" ? "quiet" : tone, rank },
      distribution: byName.get(column.name),
    };
  };
  return columns.map(card).sort((a, b) => a.verdict.rank - b.verdict.rank);
}

const codes: ReadonlySet<string> = new Set(driftFindingCodes);

/** Whether a card says it: what a drift report finds of a column, but for the drift, which its verdict says. */
function isOfColumn(finding: MonitorFinding): finding is MonitorFinding & DriftFinding {
  return codes.has(finding.code) && finding.code !== "drifted";
}

/** The address of a column's card on the page; undefined when it has none. */
export function monitorCardIds(cards: readonly DriftCard[]): ReadonlyMap<string, string> {
  return new Map(cards.slice(0, mostCards).map(({ column, id }) => [column.name, id]));
}

/** All columns over the whole window, by Evidently's tests: a table, and each with both distributions. */
export function monitorColumns({ dataset, columns }: MonitorReport, cards: readonly DriftCard[]): Html {
  if (cards.length === 0) {
    return html`<p>No column was compared: that takes a reference and predictions.</p>`;
  }
  const { share, drift_share, drifted } = dataset;
  const count = columns.filter((column) => column.drifted).length;
  return html`
    <p>Each column of the whole window against the reference, by the test that Evidently would choose.
      ${formatCount(count)} of ${formatCount(columns.length)} drifted (${formatPercent(
        share,
      )}); by Evidently's rule,
      ${formatPercent(drift_share)} of them, the data set has ${drifted
        ? ""
        : "not "}drifted. That makes no alarm here:
      a hall's air drifts in every window.</p>
    ${driftSummaryTable(cards, mostCards)}
    ${cards.slice(0, mostCards).map(driftColumnCard)}
    ${cards.length > mostCards
      ? html`<p>The first ${formatCount(mostCards)} of ${
        formatCount(cards.length)
      }; the table above has all.</p>`
      : ""}
  `;
}
