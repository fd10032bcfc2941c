import { html } from "hono/html";
import type { StoredOutcome, StoredPrediction } from "../../lib/contracts/prediction.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { Html } from "../../lib/report/page.ts";
import { stackedMoment } from "./moment.ts";
import { outcomeForm } from "./outcome_form.ts";
import { quantityOf } from "./quantity.ts";
import { riskBadge } from "./risk_badge.ts";
import { riskPercent } from "./risk_percent.ts";

/** What the table shows. */
export interface PredictionTableOptions {
  /** Newest first. */
  predictions: readonly StoredPrediction[];
  /** What was recorded, by prediction. */
  outcomes: ReadonlyMap<string, StoredOutcome>;
  to: string;
  now: number;
  mayPredict: boolean;
}

/** A machine's predictions, each with its reading and buttons for its outcome. */
export function predictionTable(
  { predictions, outcomes, to, now, mayPredict }: PredictionTableOptions,
): Html {
  const headings = sensorColumns.map((sensor) => {
    const { label, unit } = quantityOf(sensor);
    return html`<th scope="col" class="number">${capital(label)}<small>${unit}</small></th>`;
  });
  const rows = predictions.map((prediction) => {
    const { id, at, risk, probability, reading } = prediction;
    const values = sensorColumns.map((sensor) => html`<td class="number">${reading[sensor]}</td>`);
    const form = outcomeForm({ prediction, outcome: outcomes.get(id), to, now, mayPredict });
    return html`
      <tr><th scope="row">${stackedMoment(at, now)}</th><td>${riskBadge(risk)}</td>
      <td class="number">${riskPercent(probability)}</td><td>${form}</td><td>${reading
        .type}</td>${values}</tr>
    `;
  });
  return html`
    <div class="scroll" tabindex="0" role="region" aria-labelledby="last">
      <table>
        <thead>
          <tr><th scope="col">Predicted</th><th scope="col">Risk</th><th scope="col" class="number">Probability</th>
          <th scope="col">Outcome</th><th scope="col">Quality</th>${headings}</tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}

/** A text with its first letter large. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
