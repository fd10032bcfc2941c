import { html, raw } from "hono/html";
import type { ScoreName } from "../contracts/metrics.ts";
import type { Evaluation } from "./evaluation.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { htmlTable } from "./html_table.ts";
import { formatCount, formatInterval, formatScore } from "./number_format.ts";
import type { Html } from "./page.ts";
import { thresholdMeaning } from "./threshold_meaning.ts";

/** How good the model is, what its threshold means, whether its probabilities hold. */
export function cardQuality(evaluation: Evaluation, plots: readonly EvaluationPlot[]): Html {
  return html`
    ${scoresSection(evaluation, plots)} ${thresholdSection(evaluation)}
    ${calibrationSection(evaluation, plots)}
  `;
}

/** The plots of these names as figures. Their SVG is Faultline's own, so it goes in as it is. */
export function figures(plots: readonly EvaluationPlot[], names: readonly string[]): Html {
  const chosen = plots.filter((plot) => names.includes(plot.name)).map((plot) =>
    html`<figure>${raw(plot.svg)}<figcaption>${plot.title}</figcaption></figure>`
  );
  return html`<div class="plots">${chosen}</div>`;
}

/** Scores as a person calls them, the ones to look at first. */
const scoreTitles: readonly (readonly [ScoreName, string])[] = [
  ["precision", "precision: alarms that are right"],
  ["recall", "recall: failures found"],
  ["f1", "F1: both in one"],
  ["mcc", "Matthews correlation"],
  ["average_precision", "average precision: any threshold"],
  ["roc_auc", "ROC AUC: ranking"],
  ["accuracy", "accuracy"],
  ["brier", "Brier loss, lower is better"],
  ["log_loss", "log loss, lower is better"],
  ["ece", "calibration error, lower is better"],
];

function scoresSection({ metrics, header, detail }: Evaluation, plots: readonly EvaluationPlot[]): Html {
  const { test, cv, baseline, rules, data } = metrics;
  const { params } = header;
  const intro =
    `All on ${formatCount(data.test.rows)} held-out readings, ${formatCount(data.test.failures)} ` +
    "of them failures, that training never saw. Beside the forest stand what needs no learning: always " +
    'saying "ok", and the failure rules that the data set\'s author published.';
  const notes = `Intervals: ${formatCount(detail.bootstrap.samples)} bootstrap samples of the ` +
    `held-out ${detail.bootstrap.of}. ` +
    " Cross-validated: mean and standard deviation over " +
    `${params.validation.folds} folds of the training rows, each scored at a threshold that the other folds ` +
    "chose. n/a: the rows leave the score undefined.";
  const columns = [
    { title: "score" },
    { title: "this model", number: true },
    { title: "95 % interval", number: true },
    { title: "cross-validated", number: true },
    { title: "always ok", number: true },
    { title: "published rules", number: true },
  ];
  const rows = scoreTitles.map(([name, title]) => {
    const fold = cv[name];
    return [
      title,
      html`<strong>${formatScore(test[name])}</strong>`,
      formatInterval(test.interval[name]).slice(1, -1).replace(", ", " to "),
      fold ? `${formatScore(fold.mean)} ± ${formatScore(fold.std)}` : "",
      formatScore(baseline[name]),
      name in rules ? formatScore(rules[name as keyof typeof rules] as number | null) : "",
    ];
  });
  return html`
    <section>
      <h2>How good it is</h2>
      <p>${intro}</p>
      ${htmlTable(columns, rows)}
      <p class="quiet">${notes}</p>
      ${figures(plots, ["confusion", "precision_recall"])}
    </section>
  `;
}

function thresholdSection({ metrics, header }: Evaluation): Html {
  const { rule, missed, falseAlarms, cost } = thresholdMeaning(metrics, header);
  const missedTitle =
    html`<strong>A missed failure</strong> is a machine left running in a failure condition.`;
  return html`
    <section>
      <h2>The threshold, and what a mistake means at it</h2>
      <p>${rule}</p>
      <ul>
        <li>${missedTitle} ${missed}</li>
        <li><strong>A false alarm</strong> is a look at a healthy machine. ${falseAlarms}</li>
        <li><strong>Money.</strong> ${cost}</li>
      </ul>
    </section>
  `;
}

function calibrationSection({ metrics, header }: Evaluation, plots: readonly EvaluationPlot[]): Html {
  const { method } = header.calibration;
  const { ece, ece_uncalibrated } = metrics.test;
  const done = method === "identity"
    ? `The forest's scores are served as they are; expected calibration error ${formatScore(ece)}.`
    : `The forest's scores are calibrated (${method}) on out-of-fold scores of original training rows, which ` +
      `changes no ranking. Expected calibration error: ${formatScore(ece_uncalibrated)} before, ` +
      `${formatScore(ece)} after.`;
  const reading = "A probability of 0.30 should mean that about 30 of 100 such readings are of a failing " +
    "machine; the plot shows how close that comes. The larger a dot, the more readings it stands for.";
  return html`
    <section>
      <h2>Whether its probabilities hold</h2>
      <p>${done} ${reading}</p>
      ${figures(plots, ["calibration", "roc"])}
    </section>
  `;
}
