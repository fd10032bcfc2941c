import { html } from "hono/html";
import type { MonitorReport } from "../../lib/contracts/monitor_report.ts";
import { formatCount } from "../../lib/report/number_format.ts";
import type { Html } from "../../lib/report/page.ts";
import type { LogCounts } from "../../lib/prediction_log/prediction_log.ts";
import type { ServedModel } from "../served_models.ts";
import { belief } from "./belief.ts";
import { fleetPath } from "./fleet_query.ts";
import { fleetTable } from "./fleet_table.ts";
import { clock } from "./moment.ts";
import type { Fleet, FleetQuery } from "./read_fleet.ts";
import type { ToldOutcomes } from "./read_outcomes.ts";
import { sitePage } from "./site_page.ts";
import type { Viewer } from "./viewer.ts";

/** What the fleet's page shows. */
export interface FleetPageOptions {
  fleet: Fleet;
  query: FleetQuery;
  /** One a machine of `fleet.worst`. */
  cards: readonly Html[];
  told: ToldOutcomes;
  day: LogCounts;
  served: ServedModel;
  viewer: Viewer;
  now: number;
  /** A command that sends a first reading. */
  firstCommand: string;
  /** What was just recorded. */
  notice: Html | "";
  /** The newest of monitoring; undefined while there is none. */
  report?: MonitorReport;
}

/** `/`: which machines need a look, why, and whether to believe it. */
export function fleetPage(options: FleetPageOptions): Promise<string> {
  const { fleet, query, cards, told, day, served, viewer, now, notice, report } = options;
  const headline = headlineOf(fleet);
  const body = fleet.total === 0 ? empty(options) : html`
    ${notice}
    <h1>${headline}</h1>
    <p class="lead">As of ${clock(now, now)}. <a href="${fleetPath(query)}">Look again</a></p>
    <div class="fleet">
      <section class="worst" aria-labelledby="worst">
        <h2 class="hidden" id="worst">Machines at risk</h2>
        ${cards.length === 0
          ? html`<p class="sheet">No machine's newest reading is at high or elevated risk.</p>`
          : html`<ul class="cards">${cards}</ul>`}
        ${fleet.risky > cards.length
          ? html`<p><a href="/?risk=attention#all">All ${
            formatCount(fleet.risky)
          } at high or elevated risk</a></p>`
          : ""}
      </section>
      ${belief(served, told, day, report)} ${fleetTable(fleet, query, now)}
    </div>
  `;
  return sitePage({ title: headline, body, viewer, place: "/" });
}

/**
 * The page's first sentence.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const headlines = [[3, 214], [1, 1], [0, 214], [0, 0]].map(([attention, total]) => headlineOf({ attention, total }));
 * deepEqual(headlines, [
 *   "3 of 214 machines need a look",
 *   "1 of 1 machine needs a look",
 *   "None of 214 machines needs a look",
 *   "No machine has sent a reading yet",
 * ]);
 * ```
 */
export function headlineOf({ attention, total }: Pick<Fleet, "attention" | "total">): string {
  if (total === 0) return "No machine has sent a reading yet";
  const machines = `${formatCount(total)} ${total === 1 ? "machine" : "machines"}`;
  if (attention === 0) return `None of ${machines} needs a look`;
  return `${formatCount(attention)} of ${machines} ${attention === 1 ? "needs" : "need"} a look`;
}

function empty({ fleet, served, told, day, firstCommand, report }: FleetPageOptions): Html {
  return html`
    <h1>${headlineOf(fleet)}</h1>
    <p class="lead">Machines appear here once their readings are sent; after 7 days without one they leave.</p>
    <div class="fleet">
      <section class="worst" aria-labelledby="first">
        <h2 id="first">Send a first one</h2>
        <pre tabindex="0" role="group" aria-label="Command"><code>${firstCommand}</code></pre>
        <p>Then look here again, or <a href="/try">try a reading by hand</a>. <a href="/docs">The API</a> takes batches
          of up to 10,000 readings as JSON, NDJSON or CSV.</p>
      </section>
      ${belief(served, told, day, report)}
    </div>
  `;
}
