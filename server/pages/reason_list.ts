import { html } from "hono/html";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import type { Html } from "../../lib/report/page.ts";
import type { ServedModel } from "../served_models.ts";
import { amount, quantityOf } from "./quantity.ts";
import { type Reasons, reasonsOf } from "./reasons.ts";
import { riskPercent } from "./risk_percent.ts";

/** What carries a prediction's risk, each with how far it stands from where trouble starts. */
export function reasonList(prediction: StoredPrediction, served: ServedModel): Html {
  const reasons = reasonsOf(served.model, prediction.reading, { most: 3 });
  return html`${list(reasons)} ${otherModel(prediction, served, reasons)}`;
}

/** The same, and which change of one reading would turn the answer. */
export function fullReasons(prediction: StoredPrediction, served: ServedModel): Html {
  const { model } = served;
  const reasons = reasonsOf(model, prediction.reading, { most: 5 });
  const { reading } = prediction;
  const changes = reasons.turning.map(({ sensor, value, probability }) => {
    const { label } = quantityOf(sensor);
    const change = value - reading[sensor];
    const by = `${amount(sensor, Math.abs(change))} ${change < 0 ? "less" : "more"}`;
    return html`
      <tr>
        <th scope="row">${label}</th>
        <td class="number">${amount(sensor, reading[sensor])}</td>
        <td class="number">${amount(sensor, value)}</td>
        <td class="number wide">${by}</td>
        <td class="number">${riskPercent(probability)}</td>
      </tr>
    `;
  });
  const title = reasons.alarm ? "What alone would end the alarm" : "What alone would raise an alarm";
  return html`
    <div class="two">
      <section class="sheet" aria-labelledby="carries">
        <h2 id="carries">What carries it</h2>
        ${list(reasons)} ${otherModel(prediction, served, reasons)}
        <p class="small quiet">The length of a bar is the share of what raises the score, along the paths that this
          reading takes through ${model.forest.treeOffsets.length -
            1} trees. It says what the model looked at, not what
          caused it.</p>
      </section>
      <section aria-labelledby="turns">
        <h2 id="turns">${title}</h2>
        ${changes.length === 0
          ? html`<p class="sheet">No single reading does, whatever its value: it takes two or more together.</p>`
          : html`
            <div class="scroll" tabindex="0" role="region" aria-labelledby="turns">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Reading</th>
                    <th scope="col" class="number">now</th>
                    <th scope="col" class="number">turns at</th>
                    <th scope="col" class="number wide">that is</th>
                    <th scope="col" class="number">risk then</th>
                  </tr>
                </thead>
                <tbody>${changes}</tbody>
              </table>
            </div>
            <p class="small quiet">Each is the smallest change of that one reading, all others as they are, that takes the
                        probability across the threshold; the model has scored every one.</p>
          `}
      </section>
    </div>
  `;
}

function list({ carrying }: Reasons): Html {
  if (carrying.length === 0) {
    return html`<p class="small quiet">No reading raises the score above what the model says of any machine.</p>`;
  }
  return html`<ul class="why">${
    carrying.map(({ label, from, value, share, distance }) =>
      html`<li><span>${label}${
        from === undefined ? "" : html`
          <span class="quiet small">${from}</span>
        `
      }</span>
<span class="value">${value}</span>
<span class="track"><svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img"
aria-label="carries ${riskPercent(share)}"><rect width="${
        Math.round(share * 1000) / 10
      }" height="1"/></svg></span>
${distance === "" ? "" : html`<span class="far">${distance}</span>`}</li>`
    )
  }</ul>`;
}

function otherModel(prediction: StoredPrediction, served: ServedModel, reasons: Reasons): Html | "" {
  if (prediction.model.version === served.version) return "";
  return html`<p class="small quiet">Explained by the model that serves now (${served.version}), which says
    ${riskPercent(reasons.probability)}; the prediction was made by ${prediction.model.version}.</p>`;
}
