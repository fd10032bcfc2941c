import { html } from "hono/html";
import type { Html } from "../../lib/report/page.ts";
import type { MachineState, PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import type { ServedModel } from "../served_models.ts";
import { machinePath } from "./machine_path.ts";
import { readHistory } from "./machine_history.ts";
import { clock, moment, shortMoment, span } from "./moment.ts";
import { outcomeForm, told } from "./outcome_form.ts";
import { fleetMemoryMs, isAnswered } from "./read_fleet.ts";
import { reasonList } from "./reason_list.ts";
import { riskBadge } from "./risk_badge.ts";
import { findRiskRun } from "./risk_run.ts";
import { sparkline } from "./sparkline.ts";
import { riskPercent } from "./risk_percent.ts";

/** What a card is made from, beside the machine. */
export interface MachineCardOptions {
  predictions: PredictionLog;
  served: ServedModel;
  now: number;
  /** The page to come back to. */
  to: string;
  mayPredict: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A machine that needs a look: how likely it fails, since when, what carries it, and what came of it. */
export async function machineCard(state: MachineState, options: MachineCardOptions): Promise<Html> {
  const { predictions, served, now, to, mayPredict } = options;
  const { latest, outcome } = state;
  const { machine_id } = latest;
  // A clock that was set back must not hide the newest.
  const until = Math.max(now, Date.parse(latest.at)) + 1;
  const [history, run] = await Promise.all([
    readHistory(predictions, { machine_id, since: until - dayMs, until, pieces: 48 }),
    findRiskRun(predictions, latest, now - fleetMemoryMs),
  ]);
  const began = Date.parse(run.first.at);
  const since = run.longer
    ? `for more than ${span(now - began)}`
    : run.first.id === latest.id
    ? "with its newest reading"
    : `since ${clock(began, now)}, for ${span(Math.max(0, now - began))}`;
  return html`
    <li class="card ${latest.risk}">
      <header>
        <h3><a href="${machinePath(machine_id)}">${machine_id}</a></h3>
        <span class="small quiet">read ${shortMoment(latest.at, now)}</span>
      </header>
      <p class="state"><span class="probability">${riskPercent(latest.probability)}</span> ${riskBadge(
        latest.risk,
      )}
        <span class="small">${since}</span></p>
      ${history.predictions.length === 0
        ? html`<p class="small quiet">No reading in the last day; the newest is of ${
          moment(latest.at, now)
        }.</p>`
        : sparkline({
          predictions: history.predictions,
          since: until - dayMs,
          until,
          sinceLabel: "24 h ago",
        })}
      ${reasonList(latest, served)}
      <div class="end">
        ${isAnswered(state)
          ? ""
          : html`<p class="small quiet">Last outcome: ${
            outcome ? html`${told(outcome)}, ${shortMoment(outcome.at, now)}` : "none recorded"
          }</p>`}
        ${outcomeForm({
          prediction: latest,
          outcome: isAnswered(state) ? outcome! : undefined,
          to,
          now,
          mayPredict,
        })}
      </div>
    </li>
  `;
}
