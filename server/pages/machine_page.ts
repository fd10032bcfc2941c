import { html } from "hono/html";
import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { Html } from "../../lib/report/page.ts";
import { cursorOf } from "../cursor.ts";
import type { ServedModel } from "../served_models.ts";
import type { MachineHistory } from "./machine_history.ts";
import { machinePath } from "./machine_path.ts";
import { moment, shortMoment, span } from "./moment.ts";
import { outcomeForm } from "./outcome_form.ts";
import { predictionTable } from "./prediction_table.ts";
import { amount, quantityOf, typeNames } from "./quantity.ts";
import { fullReasons } from "./reason_list.ts";
import { riskBadge } from "./risk_badge.ts";
import { sitePage } from "./site_page.ts";
import type { Viewer } from "./viewer.ts";
import { riskPercent } from "./risk_percent.ts";

/** Days that the plots can show. */
export const plotDays = ["1", "7", "30"] as const;

/** What a machine's page shows. */
export interface MachinePageOptions {
  latest: StoredPrediction;
  days: string;
  history: MachineHistory;
  plots: Html | "";
  /** A page of predictions, newest first, and whether there are older ones. */
  predictions: readonly StoredPrediction[];
  older: boolean;
  /** Whether this is the page of the newest. */
  newest: boolean;
  /** What was recorded, by prediction. */
  outcomes: ReadonlyMap<string, StoredOutcome>;
  served: ServedModel;
  viewer: Viewer;
  now: number;
  /** This page's own address. */
  to: string;
  notice: Html | "";
}

/** `/machines/{id}`: a machine's state, how it came to it, and what came of it. */
export function machinePage(options: MachinePageOptions): Promise<string> {
  const { latest, days, history, plots, predictions, newest, outcomes, served, viewer, now, to, notice } =
    options;
  const { machine_id, reading } = latest;
  const { mayPredict } = viewer;
  const values = sensorColumns.map((sensor) =>
    html`
      <div>
        <dt>${quantityOf(sensor).label}</dt>
        <dd>${amount(sensor, reading[sensor])}</dd>
      </div>
    `
  );
  const outcome = outcomes.get(latest.id);
  const body = html`
    ${notice}
    <p class="small"><a href="/">← Fleet</a></p>
    <h1>${machine_id}</h1>
    <p class="lead"><strong>${riskPercent(latest.probability)}</strong> ${riskBadge(latest.risk)}
      at ${moment(latest.at, now)}${reading.measured_at === undefined
        ? ""
        : html`, measured ${shortMoment(reading.measured_at, now)}`}</p>
    <div class="two">
      <section class="sheet" aria-labelledby="reading">
        <h2 id="reading">The newest reading</h2>
        <dl class="figures">${values}<div><dt>product quality</dt><dd>${typeNames[
          reading.type
        ]}</dd></div></dl>
      </section>
      <section class="sheet" aria-labelledby="outcome">
        <h2 id="outcome">What really happened?</h2>
        ${outcomeForm({ prediction: latest, outcome, to, now, mayPredict })}
        <p class="small quiet">The model says ${latest.failure ? "failure" : "no failure"}: ${riskPercent(
          latest.probability,
        )} against a threshold of ${riskPercent(
          latest.threshold,
        )}. What you record tells how good it really is.</p>
      </section>
    </div>
    <section aria-label="Explanation">${fullReasons(latest, served)}</section>
    <section aria-labelledby="time">
      <h2 id="time">Over time</h2>
      ${dayTabs(machine_id, days)}
      ${history.everyMs === undefined
        ? ""
        : html`<p class="small quiet">The newest reading of every ${
          span(history.everyMs)
        }; the table below has all.</p>`}
      ${plots === "" ? html`<p class="sheet">No reading in this time.</p>` : plots}
    </section>
    <section aria-labelledby="last">
      <h2 id="last">${newest ? "Last predictions" : "Older predictions"}</h2>
      ${predictions.length === 0
        ? html`<p class="sheet">None.</p>`
        : predictionTable({ predictions, outcomes, to, now, mayPredict })}
      ${pages(options)}
    </section>
  `;
  return sitePage({ title: machine_id, body, viewer, place: "/" });
}

function dayTabs(machine: string, days: string): Html {
  const tabs = plotDays.map((choice) =>
    html`<li><a href="${withQuery(machine, { days: choice })}#time" ${
      choice === days ? html`aria-current="true"` : ""
    }>${choice === "1" ? "1 day" : `${choice} days`}</a></li>`
  );
  return html`<ul class="tabs" aria-label="Time shown">${tabs}</ul>`;
}

function pages({ predictions, older, newest, latest, days }: MachinePageOptions): Html | "" {
  const { machine_id } = latest;
  if (newest && !older) return "";
  const next = older
    ? withQuery(machine_id, { days, cursor: cursorOf(predictions[predictions.length - 1].id) })
    : "";
  return html`<nav class="pages" aria-label="Pages of predictions">
    ${newest ? "" : html`<a href="${withQuery(machine_id, { days })}#last">← Newest</a>`}
    ${older ? html`<a href="${next}#last" rel="next">Older →</a>` : ""}
  </nav>`;
}

function withQuery(machine: string, query: Record<string, string>): string {
  const path = machinePath(machine);
  const text = new URLSearchParams(
    Object.entries(query).filter(([name, value]) => !(name === "days" && value === "1")),
  );
  return text.size === 0 ? path : `${path}${path.includes("?") ? "&" : "?"}${text}`;
}
