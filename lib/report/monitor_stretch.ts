import { html, raw } from "hono/html";
import type { DomainClassifier, Stretch, StretchStatistic } from "../contracts/monitor_report.ts";
import { formatP } from "./drift_number.ts";
import { verdictBadge } from "./drift_verdict_badge.ts";
import { htmlTable } from "./html_table.ts";
import { monitorColumn } from "./monitor_column.ts";
import { byDeviation, monitorStatistic } from "./monitor_statistic.ts";
import { formatSpan, formatTime } from "./monitor_time.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";

/** The latest stretch of readings against the reference's stretches, and what a forest makes of it. */
export function monitorStretch(stretch: Stretch | null, classifier: DomainClassifier | null): Html {
  if (stretch === null) {
    return html`<p>There is no reference, or there are too few readings to hold against it: nothing was concluded.</p>`;
  }
  const { rows, since, until, statistics, blocks, false_alarm_rate } = stretch;
  const left = statistics.filter((statistic) => statistic.left).length;
  const when = since && until ? `, of ${formatSpan(since, until)} until ${formatTime(until)},` : "";
  return html`
    <p>${left === 0 ? "None" : formatCount(left)} of ${formatCount(
      statistics.length,
    )} statistics of the latest
      ${formatCount(rows)} readings${when} ${left > 1 ? "have" : "has"} left the range that ${formatCount(
        blocks,
      )} stretches
      of as many readings have in the reference.</p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="stretch">
      <table class="summary stretch">
        <thead>
          <tr>
            <th scope="col">reading</th>
            <th scope="col" class="number">now</th>
            <th scope="col" class="number">reference ± sd</th>
            <th scope="col" class="number">deviation</th>
            <th scope="col" class="number">p</th>
            <th scope="col">verdict</th>
          </tr>
        </thead>
        <tbody>${byDeviation(statistics).map(statisticRow)}</tbody>
      </table>
    </div>
    <p
      class="note">The reference is a plant that drifts by itself: hall air is a random walk. So a statistic is held
      against whole stretches of it, not against single rows. Deviation is in standard deviations (sd) of these stretches;
      the bar reaches from −6 to +6, its pale middle is within 2. With all ${formatCount(
        statistics.length,
      )} looked at, a
      plant without a fault sounds an alarm at ${formatPercent(false_alarm_rate)} of looks.</p>
    ${classifier ? joint(classifier) : ""}
  `;
}

function statisticRow(statistic: StretchStatistic): Html {
  const { name, meaning, what, now, reference, deviation } = monitorStatistic(statistic);
  const verdict = statistic.left
    ? { text: "left the reference", tone: "bad" as const, rank: 0 }
    : { text: "as ever", tone: "good" as const, rank: 3 };
  return html`
    <tr class="${statistic.left ? "bad" : ""}">
      <th scope="row">${name}<small>${meaning === "" ? what : `${what}; ${meaning}`}</small></th>
      <td class="number">${now}</td>
      <td class="number">${reference}</td>
      <td class="number">${deviation}${raw(track(statistic))}</td>
      <td class="number">${formatP(statistic.p_value).replace(" ", "\u00a0")}</td>
      <td>${verdictBadge(verdict)}</td>
    </tr>
  `;
}

const half = 36, perSd = half / 6;

/** Where it lies, at a glance: beside the figure, which says the same. */
function track({ deviation, p_value, left }: StretchStatistic): string {
  const sd = deviation ?? (p_value === 0 ? 6 : 0);
  const at = Math.round(10 * (half + perSd * Math.max(-6, Math.min(6, sd)))) / 10;
  const mark = left
    ? `<path d="M${at} 2l4.500 8h-9z" class="solid"/>`
    : `<circle cx="${at}" cy="6" r="3.500" class="dot"/>`;
  return `<svg class="track" viewBox="-5 0 82 12" width="82" height="12" aria-hidden="true">` +
    `<path class="line" d="M0 6H72"/><rect class="pale" x="24" y="1" width="24" height="10"/>${mark}</svg>`;
}

function joint({ auc, interval, rows, reference_auc, columns }: DomainClassifier): Html {
  const range = `${auc.toFixed(2)} (95 % interval ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
  const usual = reference_auc === null
    ? "the reference is too short to say what is usual"
    : `stretches of the reference are told from the rest of it with up to ${reference_auc.toFixed(2)}`;
  const told = columns.filter(({ importance }) => importance >= 0.0005);
  const verdict = reference_auc === null
    ? ""
    : interval[0] <= reference_auc
    ? "That is nothing beyond the reference's own ups and downs."
    : "That is more than the reference's own ups and downs.";
  return html`
    <h3>All readings together</h3>
    <p>A forest was asked to tell ${formatCount(rows.current)} of the latest readings from ${formatCount(
      rows.reference,
    )}
      of the reference, by all sensors at once. It does so with an area under the curve of ${range}; 0.5 is guessing, 1 is
      always, and ${usual}. ${verdict}</p>
    ${told.length === 0 ? "" : htmlTable(
      [{ title: "what gave it away" }, { title: "meaning" }, { title: "area lost without it", number: true }],
      told.slice(0, 6).map(({ name, importance }) => {
        const column = monitorColumn(name);
        return [column.name, column.meaning, importance.toFixed(3)];
      }),
    )}
  `;
}
