import { html } from "hono/html";
import type { Metrics, ScoreName } from "../../lib/contracts/metrics.ts";
import { featureMeaning } from "../../lib/report/feature_meaning.ts";
import { htmlTable } from "../../lib/report/html_table.ts";
import { formatCount, formatPercent, formatScore } from "../../lib/report/number_format.ts";
import type { Html } from "../../lib/report/page.ts";
import type { Registered } from "../registry_model.ts";
import type { ServedModel } from "../served_models.ts";
import { moment } from "./moment.ts";
import { riskPercent } from "./risk_percent.ts";
import { sitePage } from "./site_page.ts";
import type { Viewer } from "./viewer.ts";

/** `/model`: what is served, how good it was on rows it never saw, and what it looks at. */
export function modelPage(served: ServedModel, viewer: Viewer, now: number): Promise<string> {
  const { name, version, loadedAt, model, metrics, registered } = served;
  const { header } = model;
  const loaded = moment(new Date(loadedAt).toISOString(), now);
  const body = html`
    <h1>${name}</h1>
    <p class="lead">Version <code>${version}</code>, serving since ${loaded}.</p>
    <p>From one reading it says how likely the machine is in a failure condition <strong>at that reading</strong>. It does
      not look ahead. From ${riskPercent(
        header.threshold.probability,
      )} on it is an alarm, and from half of that an
      elevated risk.</p>
    ${metrics === null ? noMetrics() : quality(metrics)}
    <section aria-labelledby="looks">
      <h2 id="looks">What it looks at</h2>
      ${features(served)}
    </section>
    <section aria-labelledby="made">
      <h2 id="made">How it was made</h2>
      ${htmlTable([{ title: "What" }, { title: "Value" }], [
        [
          "trained on",
          `${formatCount(header.data.rows)} readings, ${formatCount(header.data.failures)} of them failures`,
        ],
        ["trees", formatCount(model.forest.treeOffsets.length - 1)],
        ["split by", header.data.split_by],
        ["threshold chosen for", header.threshold.rule === "f1" ? "the best F1" : "the least cost"],
        ["calibration", header.calibration.method],
        ["SHA-256 of the data", html`<code>${header.data.hash}</code>`],
        ...registered === null ? [] : [["registered as", registeredAs(registered)]],
        ["everything else", html`<a href="/v1/model">as JSON</a>`],
      ])}
    </section>
  `;
  return sitePage({ title: "Model", body, viewer, place: "/model", narrow: true });
}

function registeredAs({ name, version, alias }: Registered): string {
  return `${name}, version ${version}${alias === null ? "" : `, taken as ${alias}`}`;
}

function noMetrics(): Html {
  return html`<p class="notice bad">It came without held-out scores (metrics.json): evaluate it before you rely on it.</p>`;
}

const scores: readonly (readonly [ScoreName, string])[] = [
  ["precision", "precision: alarms that are right"],
  ["recall", "recall: failures found"],
  ["f1", "F1: both in one"],
  ["average_precision", "average precision: any threshold"],
  ["roc_auc", "ROC AUC: ranking"],
  ["ece", "calibration error, lower is better"],
];

function quality({ test, cv, baseline, rules, data, leak }: Metrics): Html {
  const rows = scores.map(([name, title]) => {
    const range = test.interval[name];
    const fold = cv[name];
    return [
      title,
      html`<strong>${formatScore(test[name])}</strong>`,
      range ? `${formatScore(range[0])} to ${formatScore(range[1])}` : "",
      fold ? `${formatScore(fold.mean)} ± ${formatScore(fold.std)}` : "",
      formatScore(baseline[name]),
      name in rules ? formatScore(rules[name as keyof typeof rules] as number | null) : "",
    ];
  });
  const { true_negative, false_positive, false_negative, true_positive } = test.confusion;
  return html`
    <section aria-labelledby="good">
      <h2 id="good">How good it is</h2>
      ${leak.alarm
        ? html`
          <div class="notice bad">
            <p><strong>Do not believe these scores.</strong> ${leak.reasons.join("; ")}</p>
          </div>
        `
        : ""}
      <p>On ${formatCount(data.test.rows)} readings, ${formatCount(
        data.test.failures,
      )} of them failures, that training
        never saw. Beside it stand what needs no learning: always saying “ok”, and the published failure rules.</p>
      ${htmlTable([
        { title: "Score" },
        { title: "this model", number: true },
        { title: "95 % interval", number: true },
        { title: "cross-validated", number: true },
        { title: "always ok", number: true },
        { title: "published rules", number: true },
      ], rows)}
      ${htmlTable([{ title: "Really" }, { title: "no alarm", number: true }, {
        title: "alarm",
        number: true,
      }], [
        ["ok", formatCount(true_negative), formatCount(false_positive)],
        ["failure", formatCount(false_negative), formatCount(true_positive)],
      ])}
    </section>
  `;
}

function features({ model }: ServedModel): Html {
  const rows = model.header.recipe.feature_names.map((name, i) => ({ name, share: model.importance[i] }))
    .sort((a, b) => b.share - a.share)
    .map(({ name, share }) => [html`<code>${name}</code>`, featureMeaning(name), formatPercent(share)]);
  return htmlTable(
    [{ title: "Feature" }, { title: "What it is" }, {
      title: "impurity it removed in training",
      number: true,
    }],
    rows,
  );
}
