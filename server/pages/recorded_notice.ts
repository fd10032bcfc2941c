import { html } from "hono/html";
import type { StoredOutcome } from "../../lib/contracts/prediction.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import type { Html } from "../../lib/report/page.ts";
import { machinePath } from "./machine_path.ts";
import { clock } from "./moment.ts";

/** Outcomes of one machine that are looked through for one. */
const atOnce = 500;

/** What was recorded of a prediction; undefined where nothing was, or where there is no such prediction. */
export async function outcomeOf(
  predictions: Pick<PredictionLog, "find" | "outcomes">,
  predictionId: string,
): Promise<StoredOutcome | undefined> {
  const prediction = await predictions.find(predictionId);
  if (!prediction) return;
  const { machine_id, at } = prediction;
  // Newest first, and an outcome of a prediction bears its time: those of the time itself are the last.
  const found = await predictions.outcomes({ machine_id, since: Date.parse(at), limit: atOnce });
  return found.findLast((outcome) => outcome.prediction_id === prediction.id);
}

/** Says that an outcome was recorded, and how to take it back. Its text is what is stored, not what was asked. */
export function recordedNotice(outcome: StoredOutcome, options: { now: number; to: string }): Html {
  const { machine_id, failure, at, prediction_id } = outcome;
  return html`
    <div class="notice good" role="status" id="recorded" tabindex="-1">
      <p><strong>Recorded:</strong> <a href="${machinePath(machine_id)}">${machine_id}</a>
        ${failure ? "failed" : "was fine"} at the reading of ${clock(Date.parse(at), options.now)}.</p>
      <form method="post" action="/outcomes" class="outcome">
        <input type="hidden" name="prediction_id" value="${prediction_id}">
        <input type="hidden" name="to" value="${options.to}">
        <button class="plain" name="outcome" value="${failure ? "fine" : "failure"}">A mistake: it
          ${failure ? "was fine" : "failed"}</button>
      </form>
    </div>
  `;
}
