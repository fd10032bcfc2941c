import { html, raw } from "hono/html";
import type { DriftReportRow, MonitorReport } from "../contracts/monitor_report.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import { monitorAlerts } from "./monitor_alerts.ts";
import { monitorCardIds, monitorCards, monitorColumns } from "./monitor_columns.ts";
import { monitorFindings } from "./monitor_findings.ts";
import { monitorHeadline } from "./monitor_headline.ts";
import { monitorHistory } from "./monitor_history.ts";
import { monitorPageStyle } from "./monitor_page_style.ts";
import { monitorPerformance } from "./monitor_performance.ts";
import { monitorQuality } from "./monitor_quality.ts";
import { monitorStretch } from "./monitor_stretch.ts";
import { formatSpan, formatTime } from "./monitor_time.ts";
import { formatCount } from "./number_format.ts";
import { type Html, page } from "./page.ts";
import { printable } from "./printable.ts";

/** What the page shows. */
export interface MonitorPageInput {
  report: MonitorReport;
  /** By the columns' names; a column without one has no plot. */
  distributions: readonly ColumnDistribution[];
  /** Reports of the past, newest first; this one may be among them. */
  history: readonly DriftReportRow[];
}

/**
 * A monitor's report as a page for the person who has to act on it: {@linkcode monitorBody} in one file that needs
 * nothing else and runs no script. The same input gives the same bytes. Its size depends on the number of columns, not
 * of predictions.
 *
 * @returns The page's HTML.
 */
export async function monitorPage(input: MonitorPageInput): Promise<string> {
  const text = await page({
    title: monitorHeadline(input.report),
    style: monitorPageStyle,
    body: await monitorBody(input),
  });
  return text.replace(/\n\s+/g, "\n");
}

/**
 * The report itself, to stand in a page that has {@linkcode monitorPageStyle}: the verdict in a sentence, what was
 * found and what to do, the load of alarms, whether the model is to be believed, the latest stretch, every column, the
 * data's quality and the past. Holds the page's only `h1`, and sections with `id`s.
 */
export async function monitorBody(input: MonitorPageInput): Promise<Awaited<Html>> {
  const { report, distributions, history } = input;
  const cards = monitorCards(report, distributions);
  const ids = monitorCardIds(cards);
  const text = await html`
    <div class="monitor">
      ${head(report)}
      ${section(
        "found",
        "What was found, and what to do",
        monitorFindings(report.dataset.findings, (column) => ids.get(column)),
      )}
      ${section("load", "The load of alarms", monitorAlerts(report.alerts))}
      ${section("believe", "Is the model to be believed?", monitorPerformance(report))}
      ${section(
        "stretch",
        "The latest readings against the reference",
        monitorStretch(report.stretch, report.classifier),
      )}
      ${section("columns", "All columns, over the whole window", monitorColumns(report, cards))}
      ${section("quality", "The data's quality", monitorQuality(report))}
      ${section("history", "Reports of the past", monitorHistory(history, report.dataset.drift_share))}
    </div>
  `;
  // Templates are indented for those who read them; that would be a third of the page.
  return raw(text.toString().replace(/\n\s+/g, "\n"));
}

function section(id: string, title: string, content: Html): Html {
  return html`
    <section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      ${content}
    </section>
  `;
}

function head(report: MonitorReport): Html {
  const { dataset: { verdict }, model, window, made_at } = report;
  const tone = verdict === "alarm" ? "bad" : verdict === "ok" ? "good" : "quiet";
  return html`
    <header>
      <h1 class="headline ${tone}">${monitorHeadline(report)}</h1>
      <dl class="sides">
        <div>
          <dt>model</dt>
          <dd>${printable(model.name, 80)}<span>version ${printable(model.version, 40)}</span></dd>
        </div>
        <div>
          <dt>window</dt>
          <dd>${formatSpan(window.since, window.until)}<span>${formatTime(window.since)} to
            ${formatTime(window.until)}</span></dd>
        </div>
        <div>
          <dt>predictions read</dt>
          <dd>${formatCount(window.read)}<span>of ${formatCount(window.machines)} ${window.machines === 1
            ? "machine"
            : "machines"}; ${formatCount(window.stored)} kept, of every model</span></dd>
        </div>
        <div>
          <dt>made</dt>
          <dd><time datetime="${made_at}">${formatTime(made_at)}</time></dd>
        </div>
      </dl>
    </header>
  `;
}
