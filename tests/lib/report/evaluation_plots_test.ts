import { deepEqual, equal, ok } from "node:assert/strict";
import { plotRowsJson } from "../../../lib/report/evaluation_plot.ts";
import { evaluationPlots } from "../../../lib/report/evaluation_plots.ts";
import { sampleEvaluation } from "./sample_evaluation.ts";

const { metrics, detail } = sampleEvaluation();
const plots = evaluationPlots(metrics, detail);
const byName = Object.fromEntries(plots.map((plot) => [plot.name, plot]));

Deno.test("an evaluation has six plots", () => {
  deepEqual(plots.map((plot) => plot.name), [
    "confusion",
    "precision_recall",
    "calibration",
    "importance_permutation",
    "importance_impurity",
    "roc",
  ]);
});

Deno.test("a plot drawn twice gives the same bytes", () => {
  deepEqual(evaluationPlots(metrics, detail), plots);
});

Deno.test("every plot is an SVG that stands alone, without scripts, links or what another one draws on", () => {
  for (const { name, svg, title } of plots) {
    ok(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"'), name);
    ok(svg.endsWith("</svg>\n"), name);
    ok(svg.includes(`aria-label="${title}"`), name);
    ok(svg.includes("prefers-color-scheme:dark"), name);
    ok(!/<script|<foreignObject|href=|url\(|\sid=|NaN|undefined/.test(svg), name);
  }
});

Deno.test("the confusion plot shows the four counts and its data sums to the held-out rows", () => {
  for (const count of ["2,882", ">4<", ">20<", ">81<"]) ok(byName.confusion.svg.includes(count), count);
  const rows = byName.confusion.data.confusion;
  equal(rows.length, 4);
  equal(rows.reduce((sum, row) => sum + Number(row.rows), 0), metrics.data.test.rows);
  deepEqual(rows[2], { actual: "failure", predicted: "ok", rows: 20 });
});

Deno.test("curves keep their ends, and 200,000 held-out rows make no larger files than 500 do", () => {
  const many = 200_000;
  const ramp = Array.from({ length: many }, (_, i) => i / (many - 1));
  const falling = ramp.map((value) => 1 - value);
  const large = evaluationPlots(metrics, {
    ...detail,
    precision_recall: { precision: ramp, recall: falling, threshold: ramp.slice(1) },
    roc: { false_positive_rate: ramp, true_positive_rate: ramp.map(Math.sqrt) },
  });
  for (const plot of large) {
    ok(plot.svg.length < 40_000, plot.name);
    for (const rows of Object.values(plot.data)) ok(plotRowsJson(rows).length < 40_000 && rows.length <= 500);
  }
  const rows = large[1].data.precision_recall;
  deepEqual(rows[rows.length - 1], { recall: 1, precision: 0, threshold: ramp[1] });
  deepEqual(rows[0], { recall: 0, precision: 1, threshold: null });
});

Deno.test("plots are drawn of an evaluation that leaves scores undefined", () => {
  const none = structuredClone(metrics);
  none.test = { ...none.test, precision: null, recall: null, roc_auc: null };
  none.test.confusion = { true_negative: 0, false_positive: 0, false_negative: 0, true_positive: 0 };
  none.data.test = { rows: 0, failures: 0 };
  const empty = { mean_predicted: [], observed: [], count: [] };
  const drawn = evaluationPlots(none, {
    precision_recall: null,
    roc: null,
    calibration: { before: empty, after: empty },
    importances: [],
    bootstrap: { samples: 1000, of: "rows" },
  });
  for (const { svg, name } of drawn) ok(!svg.includes("NaN"), name);
});

Deno.test("plot data is a JSON list that keeps six digits", () => {
  const text = plotRowsJson(byName.importance_permutation.data.importance_permutation);
  deepEqual(JSON.parse(text)[0], { feature: "strain_min_nm", average_precision_lost: 0.34, std: 0.03 });
  deepEqual(JSON.parse(plotRowsJson([])), []);
});
