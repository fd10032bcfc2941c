import { html } from "hono/html";
import type { DriftColumn, DriftFinding, DriftReport } from "../contracts/drift_report.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { DriftCard } from "./drift_card.ts";
import { driftColumnCard } from "./drift_column_card.ts";
import { driftColumnVerdict } from "./drift_column_verdict.ts";
import { driftFindings } from "./drift_findings.ts";
import { driftHeadline } from "./drift_headline.ts";
import { driftPageStyle } from "./drift_page_style.ts";
import { driftSummaryTable } from "./drift_summary_table.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import { type Html, page } from "./page.ts";
import { printable } from "./printable.ts";

/** What the page shows. */
export interface DriftPageInput {
  report: DriftReport;
  /** By the columns' names; a column without one has no plot. */
  distributions: readonly ColumnDistribution[];
  /** What the reference is called, such as its file's name. */
  reference: string;
  /** What the current data is called. */
  current: string;
}

/** So many columns have a card; of a wider table all are in the summary. */
const mostCards = 100;

/**
 * A drift report as a page for the person who has to act on it: the verdict in a sentence, what was found and what to do
 * about it, all columns in a table, and each by itself with both distributions, drifted ones first. One file that
 * needs nothing else and runs no script; the same input gives the same bytes. Its size depends on the number of columns
 * (to 100), not of rows: some 10 kB each.
 *
 * @returns The page's HTML.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * import type { DriftReport } from "../contracts/drift_report.ts";
 * const report: DriftReport = {
 *   dataset: {
 *     drifted: false, share: 0, verdict: "alarm", drift_share: 0.5, least_rows: 30,
 *     findings: [{ code: "no_shared_columns", column: null, message: "no column in common", alarm: true }],
 *     columns: { compared: 0, drifted: 0, confirmed: 0 }, rows: { reference: 100, current: 100 },
 *     false_alarms: { method: "benjamini-hochberg", rate: 0.05, p_values: 0 },
 *   },
 *   columns: [],
 * };
 * const text = await driftPage({ report, distributions: [], reference: "a.csv", current: "b.csv" });
 * ok(text.includes("Alarm: the two files have no column in common."));
 * ```
 */
export async function driftPage(input: DriftPageInput): Promise<string> {
  const { report, distributions } = input;
  const cards = cardsOf(report, distributions);
  const shown = cards.slice(0, mostCards);
  const ids = new Map(shown.map(({ column, id }) => [column.name, id]));
  const text = await page({
    title: driftHeadline(report.dataset).slice(0, 200),
    style: driftPageStyle,
    body: html`
      ${head(input)}
      <section aria-labelledby="found">
        <h2 id="found">What was found, and what to do</h2>
        ${driftFindings(report.dataset.findings, (column) => ids.get(column))}
      </section>
      ${cards.length === 0 ? "" : html`
        <section aria-labelledby="columns">
          <h2 id="columns">All columns</h2>
          ${driftSummaryTable(cards, mostCards)}
        </section>
        <section aria-labelledby="each">
          <h2 id="each">Column by column</h2>
          ${shown.length < cards.length
            ? html`<p>The first ${formatCount(shown.length)} of ${
              formatCount(cards.length)
            }, drifted ones first; the table
              above has all.</p>`
            : ""}
          ${shown.map(driftColumnCard)}
        </section>
      `}
      ${howToRead(report)}
    `,
  });
  // Templates are indented for those who read them; that would be a third of the page.
  return text.replace(/\n\s+/g, "\n");
}

function cardsOf(
  { dataset, columns }: DriftReport,
  distributions: readonly ColumnDistribution[],
): DriftCard[] {
  const byName = new Map(distributions.map((distribution) => [distribution.name, distribution]));
  const found = new Map<string, DriftFinding[]>();
  for (const finding of dataset.findings) {
    if (finding.column === null) continue;
    if (!found.has(finding.column)) found.set(finding.column, []);
    found.get(finding.column)!.push(finding);
  }
  const card = (column: DriftColumn, i: number): DriftCard => {
    const findings = found.get(column.name) ?? [];
    return {
      id: `column-${i + 1}`,
      column,
      findings,
      verdict: driftColumnVerdict(column, findings),
      distribution: byName.get(column.name),
    };
  };
  return columns.map(card).sort((a, b) => a.verdict.rank - b.verdict.rank);
}

function head({ report: { dataset }, reference, current }: DriftPageInput): Html {
  const { verdict, columns, rows } = dataset;
  const tone = verdict === "alarm" ? "bad" : verdict === "ok" ? "good" : "quiet";
  const rowCount = (count: number) => `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
  const alone = columns.drifted - columns.confirmed;
  return html`
    <header>
      <p class="quiet">Drift report</p>
      <h1 class="headline ${tone}">${driftHeadline(dataset)}</h1>
      <dl class="sides">
        <div>
          <dt>reference</dt>
          <dd>${printable(reference, 200)}<span>${rowCount(rows.reference)}</span></dd>
        </div>
        <div>
          <dt>now</dt>
          <dd>${printable(current, 200)}<span>${rowCount(rows.current)}</span></dd>
        </div>
        <div>
          <dt>columns compared</dt>
          <dd>${formatCount(columns.compared)}<span>${formatCount(columns.confirmed)} drifted${alone > 0
            ? `; ${formatCount(alone)} more by ${alone === 1 ? "itself" : "themselves"}, not after correction`
            : ""}</span></dd>
        </div>
      </dl>
    </header>
  `;
}

function howToRead({ dataset }: DriftReport): Html {
  const { share, drifted, drift_share, least_rows, false_alarms: { rate, p_values }, columns } = dataset;
  const rule = columns.compared === 0
    ? "No column could be compared."
    : `By itself, ${formatCount(columns.drifted)} of ${
      formatCount(columns.compared)
    } columns passed the threshold ` +
      `(${formatPercent(share)}): by that rule the data set has ${drifted ? "" : "not "}drifted.`;
  return html`
    <section aria-labelledby="how">
      <h2 id="how">How to read this</h2>
      <ul>
        <li>An alarm is a finding with a name, above. A column makes one when its distance reaches its threshold, or when
          its p-value stands after Benjamini and Hochberg's correction: of the columns then called drifted, no more than
          ${formatPercent(rate)} are expected to be so by chance. This report corrects ${formatCount(
            p_values,
          )}
          ${p_values === 1 ? "p-value" : "p-values"}.</li>
        <li>A p-value says how surprising a difference is, not how large: with many rows a negligible one surprises. The
          effect says how large. A distance is one already, and no probability; it is not corrected.</li>
        <li>Evidently's rule calls a data set drifted when at least ${formatPercent(
          drift_share,
        )} of its columns are.
          ${rule}</li>
        <li>With fewer than ${formatCount(
          least_rows,
        )} values on a side nothing is concluded about a column. Missing and
          infinite values are left out of tests and plots, and counted as missing.</li>
        <li>Plots show shares, so that sides of different size compare.</li>
      </ul>
    </section>
  `;
}
