import { html, raw } from "hono/html";
import type { MonitorReport } from "../../lib/contracts/monitor_report.ts";
import type { Html } from "../../lib/report/page.ts";
import { moment } from "./moment.ts";
import { sitePage } from "./site_page.ts";
import type { Viewer } from "./viewer.ts";

/** What the drift page shows. */
export interface DriftSitePageOptions {
  /** `monitorBody` of the report, as text. */
  body: string;
  report: MonitorReport;
  viewer: Viewer;
  /** Milliseconds since the epoch. */
  now: number;
  /** Why reports of the past are missing; null where they are not. */
  historyFault?: string | null;
}

const hourMs = 60 * 60 * 1000;
const spans = [["24h", "24 hours", 24], ["7d", "7 days", 7 * 24], ["30d", "30 days", 30 * 24]] as const;

/** `/drift`: what monitoring found, over a span that can be chosen. */
export function driftSitePage(options: DriftSitePageOptions): Promise<string> {
  const { body, report, viewer, now, historyFault = null } = options;
  return sitePage({
    title: "Drift",
    viewer,
    place: "/drift",
    // The report's own HTML, its text escaped: it goes in as it is.
    body: html`${about(report, now)} ${historyFault === null ? "" : faultNotice(historyFault)} ${raw(body)}`,
  });
}

function about({ made_at, window: { since, until } }: MonitorReport, now: number): Html {
  const ms = Date.parse(until) - Date.parse(since);
  // A window ends a moment after it was asked for.
  const shown = spans.find(([, , hours]) => Math.abs(ms - hours * hourMs) < 60_000)?.[0];
  const query = `?since=${encodeURIComponent(shown ?? since)}`;
  return html`
    <ul class="tabs" aria-label="Span">${spans.map(([value, words]) =>
      html`<li><a href="/drift?since=${value}" ${
        value === shown ? html`aria-current="page"` : ""
      }>${words}</a></li>`
    )}</ul>
    <p class="quiet small">Made ${moment(
      made_at,
      now,
    )}. As data: <a href="/v1/drift${query}">the report</a>, <a
        href="/v1/performance${query}">the scores</a>, <a href="/v1/drift/history">the past</a>.</p>
  `;
}

function faultNotice(fault: string): Html {
  return html`<p class="notice bad" role="alert">The history of reports could not be read or written: ${fault}</p>`;
}
