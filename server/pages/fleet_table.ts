import { html } from "hono/html";
import { formatCount } from "../../lib/report/number_format.ts";
import type { Html } from "../../lib/report/page.ts";
import type { MachineState } from "../../lib/prediction_log/prediction_log.ts";
import { fleetPath, usualOrder } from "./fleet_query.ts";
import { machinePath } from "./machine_path.ts";
import { shortMoment } from "./moment.ts";
import { told } from "./outcome_form.ts";
import { type Fleet, type FleetQuery, type FleetSort, pageMachines } from "./read_fleet.ts";
import { riskBadge } from "./risk_badge.ts";
import { riskPercent } from "./risk_percent.ts";

/** The whole fleet as a table to filter, sort and leaf through, without a script. */
export function fleetTable(fleet: Fleet, query: FleetQuery, now: number): Html {
  return html`
    <section class="all" aria-labelledby="all">
      <h2 id="all">The fleet</h2>
      ${filterForm(query)}
      ${fleet.rows.length === 0
        ? html`<p class="sheet">No machine matches. <a href="/#all">Show all ${
          formatCount(fleet.total)
        }</a></p>`
        : html`
          <div class="scroll" tabindex="0" role="region" aria-labelledby="all">
            <table>
              <thead>
                <tr>
                    ${heading("machine", "Machine", query)} ${heading("risk", "Risk", query)}
                    ${heading("seen", "Last reading", query)} ${heading(
                      "readings",
                      "Readings kept",
                      query,
                      "number wide",
                    )}
                    ${heading("outcome", "Last outcome", query, "wide")}
                  </tr>
              </thead>
              <tbody>${fleet.rows.map((state) => row(state, now))}</tbody>
            </table>
          </div>
        `}
      ${pages(fleet, query)}
    </section>
  `;
}

function filterForm({ machine, risk, sort, order }: FleetQuery): Html {
  const choices = [
    ["", "any"],
    ["attention", "high or elevated"],
    ["high", "high"],
    ["elevated", "elevated"],
    ["low", "low"],
  ];
  const kept = [
    sort === "risk" ? "" : html`<input type="hidden" name="sort" value="${sort}">`,
    order === usualOrder(sort) ? "" : html`<input type="hidden" name="order" value="${order}">`,
  ];
  return html`
    <form class="filter" method="get" action="/#all" role="search" aria-label="Machines">
      <div><label for="machine">Machine</label>
        <input id="machine" name="machine" type="search" value="${machine ??
          ""}" maxlength="200" autocomplete="off"
          spellcheck="false"></div>
      <div><label for="risk">Risk</label>
        <select id="risk" name="risk">${choices.map(([value, text]) =>
          html`<option value="${value}" ${value === (risk ?? "") ? "selected" : ""}>${text}</option>`
        )}</select></div>
      ${kept}
      <button>Show</button>
      ${machine === undefined && risk === undefined ? "" : html`<a href="/#all">Clear</a>`}
    </form>
  `;
}

function heading(sort: FleetSort, text: string, query: FleetQuery, kind = ""): Html {
  const active = query.sort === sort;
  const order = active ? (query.order === "asc" ? "desc" : "asc") : usualOrder(sort);
  const path = `${fleetPath({ ...query, sort, order, page: 1 })}#all`;
  const sorting = active ? html`aria-sort="${query.order === "asc" ? "ascending" : "descending"}"` : "";
  const arrow = active
    ? html`
      <span aria-hidden="true">${query.order === "asc" ? "↑" : "↓"}</span>
    `
    : "";
  return html`<th scope="col" class="${kind}" ${sorting}><a href="${path}">${text}</a>${arrow}</th>`;
}

function row({ latest, predictions, outcome }: MachineState, now: number): Html {
  return html`
    <tr>
      <th scope="row"><a href="${machinePath(latest.machine_id)}">${latest.machine_id}</a></th>
      <td><span class="both">${riskBadge(latest.risk)} ${riskPercent(latest.probability)}</span></td>
      <td>${shortMoment(latest.at, now)}</td>
      <td class="number wide">${formatCount(predictions)}</td>
      <td class="wide">${outcome
        ? html`${told(outcome)} <span class="quiet small">${shortMoment(outcome.at, now)}</span>`
        : html`<span class="quiet">none</span>`}</td>
    </tr>
  `;
}

function pages({ matching, rows }: Fleet, query: FleetQuery): Html | "" {
  if (matching <= pageMachines && query.page === 1) return "";
  const first = (query.page - 1) * pageMachines;
  const link = (page: number, text: string, rel: string) =>
    html`<a href="${fleetPath({ ...query, page })}#all" rel="${rel}">${text}</a>`;
  const shown = rows.length === 0
    ? `${formatCount(matching)} machines`
    : `${formatCount(first + 1)} to ${formatCount(first + rows.length)} of ${formatCount(matching)}`;
  return html`<nav class="pages" aria-label="Pages of the fleet">
    ${query.page > 1 ? link(query.page - 1, "← Before", "prev") : ""}
    <span>${shown}</span>
    ${first + rows.length < matching && rows.length > 0 ? link(query.page + 1, "Next →", "next") : ""}
  </nav>`;
}
