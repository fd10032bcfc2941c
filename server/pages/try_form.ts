import { html } from "hono/html";
import { machineTypes, type Reading, type SensorColumn, sensorColumns } from "../../lib/contracts/reading.ts";
import { knownRange } from "../../lib/model/known_range.ts";
import type { Model } from "../../lib/model/model.ts";
import type { Html } from "../../lib/report/page.ts";
import type { FieldFault } from "../problem.ts";
import { takeReading } from "../take_reading.ts";
import { capital } from "./prediction_table.ts";
import { amount, bareAmount, quantityOf, typeNames } from "./quantity.ts";

/** What a person typed, by field. */
export type TypedReading = Readonly<Record<string, string>>;

const fields = ["machine_id", "type", ...sensorColumns] as const;

/** The form's fields as they were typed. */
export function typedReading(form: URLSearchParams): TypedReading {
  return Object.fromEntries(fields.map((name) => [name, form.get(name)?.trim() ?? ""]));
}

/** A reading as if it had been typed; none leaves the form empty. */
export function typedFrom(reading: Reading | undefined): TypedReading {
  return reading ? Object.fromEntries(fields.map((name) => [name, String(reading[name])])) : {};
}

/** The reading that was typed, or what is wrong with it. Numbers are plain decimals, as people write them. */
export function takeTyped(typed: TypedReading): { reading?: Reading; faults: readonly FieldFault[] } {
  const value: Record<string, unknown> = {};
  for (const name of fields) {
    const text = typed[name];
    if (text === "") continue;
    const isNumber = name !== "machine_id" && name !== "type" && decimal.test(text);
    value[name] = isNumber ? Number(text.replace("−", "-")) : text;
  }
  const { reading, faults = [] } = takeReading(value);
  return reading
    ? { reading, faults }
    : { faults: faults.map((fault) => inWords(fault, typed[fault.field])) };
}

const decimal = /^[-−]?\d+(?:\.\d+)?$/;

/** A fault in the words of a form: what to type, rather than what a program should have sent. */
function inWords(fault: FieldFault, text: string | undefined): FieldFault {
  const message = text !== undefined && /^[-−]?\d+,\d+$/.test(text)
    ? `write a point, not a comma: ${text.replace(",", ".")}`
    : fault.message.replace("must be a finite number, current value: ", "must be a number, not ");
  return { ...fault, message };
}

/** The fields of the form, each with its unit, what the model knows, and what is wrong with it. */
export function readingFields(typed: TypedReading, faults: readonly FieldFault[], model: Model): Html {
  const faultOf = (name: string) => faults.find(({ field }) => field === name);
  return html`
    <div class="fields">
      ${field(
        "machine_id",
        "Machine",
        "Any name; the prediction is stored under it.",
        faultOf("machine_id"),
        (attributes) =>
          html`
            <input id="machine_id" name="machine_id" value="${typed.machine_id ??
              ""}" maxlength="200" autocomplete="off"
              spellcheck="false" ${attributes}>
          `,
      )}
      ${field(
        "type",
        "Product quality",
        "Of what the machine is making.",
        faultOf("type"),
        (attributes) =>
          html`<select id="type" name="type" ${attributes}>${
            machineTypes.map((type) =>
              html`<option value="${type}" ${typed.type === type ? "selected" : ""}>${
                typeNames[type]
              }</option>`
            )
          }</select>`,
      )}
      ${sensorColumns.map((sensor) => sensorField(sensor, typed[sensor] ?? "", faultOf(sensor), model))}
    </div>
  `;
}

function sensorField(sensor: SensorColumn, value: string, fault: FieldFault | undefined, model: Model): Html {
  const { label, unit } = quantityOf(sensor);
  const range = knownRange(model, sensor);
  const hint = range
    ? `The model knows ${bareAmount(sensor, range.least)} to ${amount(sensor, range.most)}.`
    : `In ${unit}.`;
  return field(sensor, capital(label), hint, fault, (attributes) =>
    html`
      <span
        class="input"><input id="${sensor}" name="${sensor}" value="${value}" inputmode="decimal" maxlength="40"
            autocomplete="off" ${attributes}><span class="unit" aria-hidden="true">${unit}</span></span>
    `);
}

function field(
  name: string,
  label: string,
  hint: string,
  fault: FieldFault | undefined,
  control: (attributes: Html) => Html,
): Html {
  const described = fault ? `${name}-error ${name}-hint` : `${name}-hint`;
  const attributes = html`aria-required="true" aria-describedby="${described}" ${
    fault ? html`aria-invalid="true"` : ""
  }`;
  return html`<div class="field"><label for="${name}">${label}</label>${control(attributes)}
    ${fault ? html`<p class="error" id="${name}-error">${capital(fault.message)}.</p>` : ""}
    <p class="hint" id="${name}-hint">${hint}</p></div>`;
}
