import { html } from "hono/html";
import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { Html } from "../../lib/report/page.ts";
import { clock, shortMoment } from "./moment.ts";

/** What an outcome's form is made of. */
export interface OutcomeFormOptions {
  prediction: StoredPrediction;
  /** What was recorded of this prediction. */
  outcome: StoredOutcome | undefined;
  /** Where to go back to: a path of this server. */
  to: string;
  now: number;
  /** Whether the viewer's key may record. */
  mayPredict: boolean;
}

/** Buttons that record what really happened; once it is known, what it was and a button that corrects it. */
export function outcomeForm({ prediction, outcome, to, now, mayPredict }: OutcomeFormOptions): Html {
  if (outcome === undefined && !mayPredict) return html`<span class="quiet">not recorded</span>`;
  const known = outcome === undefined
    ? ""
    : html`<p>${told(outcome)} <span class="quiet small">recorded ${shortMoment(outcome.recorded_at, now)}${
      outcome.recorded_by === null ? "" : ` by ${outcome.recorded_by}`
    }</span></p>`;
  if (!mayPredict) return html`${known}`;
  const about = html`<span class="hidden">: ${prediction.machine_id}, ${
    clock(Date.parse(prediction.at), now)
  }</span>`;
  const button = (failure: boolean, text: string, kind: string) =>
    html`<button name="outcome" value="${
      failure ? "failure" : "fine"
    }" class="${kind}">${text}${about}</button>`;
  return html`<form method="post" action="/outcomes" class="outcome">
<input type="hidden" name="prediction_id" value="${prediction.id}"><input type="hidden" name="to" value="${to}">
${known}
${
    outcome === undefined
      ? [button(true, "It failed", ""), button(false, "It was fine", "")]
      : button(!outcome.failure, outcome.failure ? "No, it was fine" : "No, it failed", "plain")
  }</form>`;
}

/** An outcome in words. */
export function told({ failure, mode }: Pick<StoredOutcome, "failure" | "mode">): Html {
  return html`<strong>${failure ? "It failed" : "It was fine"}</strong>${
    mode === null ? "" : ` (${mode.toUpperCase()})`
  }`;
}
