import { html } from "hono/html";
import type { DriftReportRow } from "../contracts/monitor_report.ts";
import { verdictBadge } from "./drift_verdict_badge.ts";
import { htmlTable } from "./html_table.ts";
import { monitorAdvice } from "./monitor_advice.ts";
import { monitorDriftHistoryPlot, monitorScoreHistoryPlot } from "./monitor_history_plot.ts";
import { plotKey, widePlot } from "./monitor_figure.ts";
import { formatTime } from "./monitor_time.ts";
import { formatCount, formatPercent, formatScore } from "./number_format.ts";
import type { Html } from "./page.ts";

/** Reports that are drawn, and those that are listed. */
const mostDrawn = 500, mostListed = 20;

const verdicts = {
  alarm: { text: "alarm", tone: "bad", rank: 0 },
  ok: { text: "no alarm", tone: "good", rank: 3 },
  insufficient_data: { text: "too little", tone: "quiet", rank: 2 },
} as const;

/**
 * Reports of the past: how many columns drifted, when there was an alarm, and how good the model was.
 *
 * @param history Newest first.
 * @param driftShare From this share of drifted columns on Evidently calls a data set drifted.
 */
export function monitorHistory(history: readonly DriftReportRow[], driftShare: number): Html {
  if (history.length === 0) {
    return html`<p>No report was kept before this one; from the next on there is a trend.</p>`;
  }
  const drawn = [...history.slice(0, mostDrawn)].sort((a, b) =>
    Date.parse(a.made_at) - Date.parse(b.made_at)
  );
  const isTrend = drawn.length > 1 && drawn[0].made_at !== drawn[drawn.length - 1].made_at;
  return html`
    ${isTrend ? plots(drawn, driftShare) : html`<p>One report so far; from the next on there is a trend.</p>`}
    <div class="past">
    ${htmlTable(
      [
        { title: "made" },
        { title: "verdict" },
        { title: "alarms" },
        { title: "predictions", number: true },
        { title: "drifted columns", number: true },
        { title: "F1, real", number: true },
        { title: "F1, estimate", number: true },
      ],
      history.slice(0, mostListed).map((row) => [
        html`<time datetime="${row.made_at}">${formatTime(row.made_at)}</time>`,
        verdictBadge(verdicts[row.verdict]),
        row.alarms.map((code) => monitorAdvice[code].title.toLowerCase()).join("; "),
        formatCount(row.rows),
        formatPercent(row.share),
        formatScore(row.f1, 2),
        html`<em>${formatScore(row.estimated_f1, 2)}</em>`,
      ]),
    )}
    </div>
    ${history.length > mostListed
      ? html`<p class="note">The newest ${formatCount(mostListed)} of ${formatCount(history.length)}.</p>`
      : ""}
  `;
}

function plots(drawn: readonly DriftReportRow[], driftShare: number): Html {
  const isScored = drawn.some(({ f1, estimated_f1 }) => f1 !== null || estimated_f1 !== null);
  return html`
    <figure>
      <figcaption>
        <span>${plotKey('<path class="rule" d="M0 7H22"/>')} share of drifted columns: line</span>
        <span>${plotKey('<path class="dashes" d="M0 7H22"/>')} Evidently's rule, ${formatPercent(
          driftShare,
        )}: dashes</span>
        <span>${plotKey('<rect class="solid" y="2" width="22" height="11"/>')} alarm: tall</span>
        <span>${plotKey('<rect class="first" y="9" width="22" height="4"/>')} no alarm: low</span>
        <span>${plotKey('<rect class="faint" y="11" width="22" height="2"/>')} too little: thin</span>
      </figcaption>
      ${widePlot("drifted columns over time", monitorDriftHistoryPlot(drawn, driftShare))}
    </figure>
    ${isScored
      ? html`
        <figure>
          <figcaption>
            <span>${plotKey(
              '<path class="rule" d="M0 7H22"/><circle class="first" cx="11" cy="7" r="3.500"/>',
            )} F1, real:
              solid</span>
            <span>${plotKey(
              '<path class="now-dashes" d="M0 7H22"/>',
            )} F1, estimate without outcomes: dashes</span>
          </figcaption>
          ${widePlot("F1 over time", monitorScoreHistoryPlot(drawn))}
        </figure>
      `
      : ""}
  `;
}
