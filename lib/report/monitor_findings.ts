import { html } from "hono/html";
import type { MonitorFinding } from "../contracts/monitor_report.ts";
import { shownName } from "./drift_words.ts";
import { monitorAdvice } from "./monitor_advice.ts";
import { formatCount } from "./number_format.ts";
import type { Html } from "./page.ts";
import { printable } from "./printable.ts";

/** Of one kind, so many are listed; the table of columns has all. */
const mostListed = 12;

/**
 * What was found, alarms first, each kind once with what to do about it.
 *
 * @param cardOf The address of a column's card on this page; undefined when it has none.
 */
export function monitorFindings(
  findings: readonly MonitorFinding[],
  cardOf: (column: string) => string | undefined,
): Html {
  if (findings.length === 0) return html`<p>Nothing that a person should look at.</p>`;
  const groups = new Map<string, MonitorFinding[]>();
  for (const finding of [...findings].sort((a, b) => Number(b.alarm) - Number(a.alarm))) {
    const key = `${finding.alarm} ${finding.code}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key)!.push(finding);
  }
  return html`${[...groups.values()].map((group) => groupOf(group, cardOf))}`;
}

function groupOf(group: readonly MonitorFinding[], cardOf: (column: string) => string | undefined): Html {
  const { code, alarm } = group[0];
  const { title, detail } = monitorAdvice[code];
  const more = group.length - mostListed;
  return html`
    <section class="finding ${alarm ? "bad" : ""}">
      <h3><span class="badge ${alarm ? "bad" : "quiet"}"><span aria-hidden="true">${alarm ? "▲" : "–"}</span>
        ${alarm ? "alarm" : "to know"}</span> ${title}</h3>
      <ul>${group.slice(0, mostListed).map((finding) => item(finding, cardOf))}
        ${more > 0 ? html`<li>and ${formatCount(more)} more</li>` : ""}</ul>
      <p class="todo"><strong>What to do.</strong> ${detail}</p>
    </section>
  `;
}

function item({ column, message }: MonitorFinding, cardOf: (column: string) => string | undefined): Html {
  const id = column === null ? undefined : cardOf(column);
  const shown = printable(message, 300);
  if (id === undefined || column === null || column === "") return html`<li>${shown}</li>`;
  // Most messages begin with their column's name: that is where the link goes.
  if (message.startsWith(column)) {
    return html`<li><a href="#${id}">${shownName(column, 60)}</a>${
      printable(message.slice(column.length), 250)
    }</li>`;
  }
  return html`<li>${shown} (<a href="#${id}">${shownName(column, 60)}</a>)</li>`;
}
