import { html } from "hono/html";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import { knownRange } from "../../lib/model/known_range.ts";
import type { Html } from "../../lib/report/page.ts";
import type { FieldFault } from "../problem.ts";
import type { ServedModel } from "../served_models.ts";
import { machinePath } from "./machine_path.ts";
import { moment } from "./moment.ts";
import { quantityOf } from "./quantity.ts";
import { fullReasons } from "./reason_list.ts";
import { riskBadge } from "./risk_badge.ts";
import { sitePage } from "./site_page.ts";
import { readingFields, type TypedReading } from "./try_form.ts";
import type { Viewer } from "./viewer.ts";
import { riskPercent } from "./risk_percent.ts";

/** What the page shows. */
export interface TryPageOptions {
  typed: TypedReading;
  faults: readonly FieldFault[];
  /** What the model said of the reading that was sent. */
  prediction?: StoredPrediction;
  served: ServedModel;
  viewer: Viewer;
  now: number;
}

/** `/try`: a reading by hand, and what the model says of it. */
export function tryPage({ typed, faults, prediction, served, viewer, now }: TryPageOptions): Promise<string> {
  const body = html`
    ${faults.length > 0 ? summary(faults) : ""} ${prediction ? answerOf(prediction, served, now) : ""}
    <section class="${prediction ? "spaced" : ""}" aria-labelledby="form">
      ${prediction ? html`<h2 id="form">Change it and ask again</h2>` : html`
        <h1 id="form">Try a reading</h1>
        <p class="lead">Type what the sensors show; the model says how likely the machine fails. The prediction is
                  stored like any other.</p>
      `}
      ${viewer.mayPredict
        ? html`<form class="sheet" method="post" action="/try" novalidate>
        ${readingFields(typed, faults, served.model)}
        <p><button class="main">Predict and store</button></p>
      </form>`
        : html`<p class="sheet">Your key may look, but not predict: ask for one with the scope predict.</p>`}
    </section>
  `;
  const title = faults.length > 0 ? "Not yet: try a reading" : "Try a reading";
  return sitePage({ title, body, viewer, place: "/try" });
}

function summary(faults: readonly FieldFault[]): Html {
  const links = faults.map(({ field, message }) =>
    html`<li><a href="#${field}">${labelOf(field)}</a>: ${message}</li>`
  );
  return html`
    <div class="notice bad" role="alert">
      <h2>Nothing was predicted yet</h2>
      <ul>${links}</ul>
    </div>
  `;
}

function labelOf(field: string): string {
  return field === "machine_id" ? "machine" : field === "type" ? "product quality" : quantityOf(field).label;
}

function answerOf(prediction: StoredPrediction, served: ServedModel, now: number): Html {
  const { machine_id, reading, probability, threshold, failure, risk, at } = prediction;
  const outside = sensorColumns.filter((sensor) => {
    const range = knownRange(served.model, sensor);
    return range !== undefined && (reading[sensor] < range.least || reading[sensor] > range.most);
  }).map((sensor) => quantityOf(sensor).label);
  return html`
    <h1>${failure ? "Failure" : "No failure"}: ${riskPercent(probability)}</h1>
    <p class="lead">${riskBadge(risk)} The alarm starts at ${riskPercent(threshold)}.
      Stored under <a href="${machinePath(machine_id)}">${machine_id}</a>, ${moment(at, now)}.</p>
    ${outside.length > 0
      ? html`
        <p
          class="notice bad">The model has hardly seen such a reading: ${outside.join(
            ", ",
          )} ${outside.length === 1
            ? "lies"
            : "lie"} outside of what it knows. Do not rely on this answer.</p>
      `
      : ""}
    ${fullReasons(prediction, served)}
  `;
}
