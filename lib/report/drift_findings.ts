import { html } from "hono/html";
import { type DriftFinding, type DriftFindingCode, driftFindingCodes } from "../contracts/drift_report.ts";
import { driftAdvice } from "./drift_advice.ts";
import { shownName } from "./drift_words.ts";
import { formatCount } from "./number_format.ts";
import type { Html } from "./page.ts";
import { printable } from "./printable.ts";

/** Of one code, so many are listed; the summary table has the rest. */
const mostListed = 25;

/**
 * What was found, alarms first, each kind once with what to do about it.
 *
 * @param cardOf The address of a column's card on this page; undefined when it has none.
 */
export function driftFindings(
  findings: readonly DriftFinding[],
  cardOf: (column: string) => string | undefined,
): Html {
  if (findings.length === 0) return html`<p>Nothing that a person should look at.</p>`;
  const groups = driftFindingCodes.flatMap((code) => {
    const found = findings.filter((finding) => finding.code === code);
    const alarms = found.filter(({ alarm }) => alarm), rest = found.filter(({ alarm }) => !alarm);
    return [alarms, rest].filter((group) => group.length > 0).map((group) => ({ code, group }));
  });
  const isAlarm = ({ group }: typeof groups[number]) => group[0].alarm;
  return html`${
    [...groups.filter(isAlarm), ...groups.filter((one) => !isAlarm(one))].map(({ code, group }) =>
      groupOf(code, group, cardOf)
    )
  }`;
}

function groupOf(
  code: DriftFindingCode,
  group: readonly DriftFinding[],
  cardOf: (column: string) => string | undefined,
): Html {
  const { title, detail } = driftAdvice[code];
  const { alarm } = group[0];
  const columns = new Set(group.map(({ column }) => column)).size;
  const count = group[0].column === null
    ? ""
    : `: ${formatCount(columns)} ${columns === 1 ? "column" : "columns"}`;
  const more = group.length - mostListed;
  return html`
    <section class="finding ${alarm ? "bad" : ""}">
      <h3><span class="badge ${alarm ? "bad" : "quiet"}"><span aria-hidden="true">${alarm ? "▲" : "–"}</span>
        ${alarm ? "alarm" : "to know"}</span> ${title}${count}</h3>
      <ul>${group.slice(0, mostListed).map((finding) => item(finding, cardOf))}
        ${more > 0 ? html`<li>and ${formatCount(more)} more, in the table below</li>` : ""}</ul>
      <p class="todo"><strong>What to do.</strong> ${detail}</p>
    </section>
  `;
}

function item({ column, message }: DriftFinding, cardOf: (column: string) => string | undefined): Html {
  const id = column === null ? undefined : cardOf(column);
  // A message begins with its column's name, most often; that is where the link goes.
  if (id === undefined || column === null || column === "" || !message.startsWith(column)) {
    const link = id === undefined ? "" : html`
      (<a href="#${id}">${shownName(column!, 60)}</a>)
    `;
    return html`<li>${printable(message, 300)}${link}</li>`;
  }
  return html`<li><a href="#${id}">${shownName(column, 60)}</a>${
    printable(message.slice(column.length), 200)
  }</li>`;
}
