import { html } from "hono/html";
import type { Evaluation } from "./evaluation.ts";
import { htmlTable } from "./html_table.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import type { Html } from "./page.ts";

/** The data, the leak check, limits, params and version. */
export function cardFacts(evaluation: Evaluation): Html {
  return html`
    ${dataSection(evaluation)} ${leakSection(evaluation)} ${limitsSection(evaluation)}
    ${paramsSection(evaluation)} ${versionSection(evaluation)}
  `;
}

function dataSection({ metrics, split }: Evaluation): Html {
  const { data } = metrics;
  const columns = [
    { title: "rows" },
    { title: "count", number: true },
    { title: "share", number: true },
    { title: "failures", number: true },
    { title: "failure rate", number: true },
  ];
  const sides = [["accepted", data], ["training", data.train], ["held out", data.test]] as const;
  const rows = sides.map(([name, { rows, failures }]) => [
    name,
    formatCount(rows),
    formatPercent(rows / data.rows),
    formatCount(failures),
    formatPercent(failures / rows),
  ]);
  return html`
    <section>
      <h2>The data</h2>
      <p>From <code>${split.ingest.source}</code>, SHA-256 <code>${data.hash}</code>.</p>
      <p>${formatCount(data.rejected)} rows broke the contract and were set aside.</p>
      ${htmlTable(columns, rows)}
      <p>${splitSentence(split)}</p>
    </section>
  `;
}

function splitSentence(split: Evaluation["split"]): string {
  if (split.machines) {
    return `Split by machine: ${formatCount(split.machines.train)} machines in training, ` +
      `${formatCount(split.machines.test)} held out, none on both sides. The scores say how it does on ` +
      "machines it has never seen.";
  }
  return split.by === "time"
    ? "Split by time: the latest readings were held out. The scores say how it does on what comes later."
    : "Split by row: every machine appears once, or machines were not told apart. The scores say how it " +
      "does on further readings like these.";
}

const noLeak = "Held-out scores agree with a cross-validation that starts from raw training rows; no " +
  "held-out row is synthetic or shares its key with training; no part of the label is a feature.";
const someLeak = "Held-out rows may have been known in training. Do not believe the scores on this page.";

function leakSection({ metrics: { leak } }: Evaluation): Html {
  const verdict = leak.alarm
    ? html`<p class="verdict bad"><strong>Alarm.</strong> ${someLeak}</p>`
    : html`<p class="verdict good"><strong>No alarm.</strong> ${noLeak}</p>`;
  return html`
    <section>
      <h2>Leak check</h2>
      ${verdict}
      <ul>${leak.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
    </section>
  `;
}

function limitsSection({ metrics: { data } }: Evaluation): Html {
  const rate = formatPercent(data.train.failures / data.train.rows);
  const limits = [
    "It detects a failure condition in a reading. It does not say when a healthy machine will fail, nor for " +
    "how long a failing one will hold.",
    "It is no safety function. Do not let it stop or release a machine, and do not let it replace an " +
    "inspection that somebody is obliged to make.",
    "It knows the machines and the working range of the data above. Elsewhere, train it again on readings of " +
    "your own; far outside the range a forest answers with the nearest thing it has seen.",
    `Its probabilities suit a plant where about ${rate} of readings fail. Where the rate differs much, they ` +
    "are off and the threshold is no longer the best.",
    `The intervals rest on ${formatCount(data.test.failures)} held-out failures and cover the choice of ` +
    "held-out rows, not the choice of training rows: another split would move the scores further.",
    "Failures with no trace in the readings cannot be found. AI4I 2020 and the simulator contain some on " +
    "purpose: random ones, and tools that break at a random wear.",
  ];
  return html`
    <section>
      <h2>Limits, and how not to use it</h2>
      <ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul>
    </section>
  `;
}

function paramsSection({ header }: Evaluation): Html {
  const groups = Object.entries(header.params).map(([group, values]) => {
    const lines = Object.entries(values).map(([key, value]) =>
      html`<div class="param"><code>${key}</code><code>${JSON.stringify(value)}</code></div>`
    );
    return html`<div><h3>${group}</h3>${lines}</div>`;
  });
  return html`
    <section>
      <h2>Params</h2>
      <p>Where they differ from <code>params.yaml</code>, somebody overrode them for this model.</p>
      <div class="params">${groups}</div>
    </section>
  `;
}

function versionSection({ metrics: { model }, header }: Evaluation): Html {
  const { engine, trees } = header.params.train;
  const made = `(the start of its file's SHA-256), model file format ${header.format_version}, engine ` +
    `${engine}, ${formatCount(trees)} trees. The same data, params and seeds give the same file to the byte.`;
  return html`
    <section>
      <h2>Version</h2>
      <p>Model <code>${model.name}</code>, version <code>${model.version}</code> ${made}</p>
    </section>
  `;
}
