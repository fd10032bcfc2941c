import { equal, ok } from "node:assert/strict";
import { modelCard } from "../../../lib/report/model_card.ts";
import { sampleEvaluation } from "./sample_evaluation.ts";

const card = await modelCard(sampleEvaluation());

Deno.test("the card shows the figures with their intervals, beside baseline and rules", () => {
  for (
    const figure of [
      "<strong>0.953</strong>",
      "0.901 to 0.989",
      "0.817 to 0.919",
      "0.881 ± 0.023",
      "0.966",
      "0.914",
      "<b>80 %</b>",
      "2,882",
    ]
  ) ok(card.includes(figure), figure);
});

Deno.test("the card says what the label means, what a mistake means, and what not to do", () => {
  for (
    const phrase of [
      "not a forecast",
      "20 of 101 failures in the held-out rows raised no alarm",
      "4 of 85 alarms were of healthy readings",
      "these rows cost 2,830; without alarms 10,100",
      "It is no safety function",
      "No alarm.",
    ]
  ) ok(card.includes(phrase), phrase);
});

Deno.test("the card names recipe verdicts, data, split, params and version", () => {
  for (
    const fact of [
      "left whole: 44 of 49 rows outside 12.6 to 67.6 failed",
      "removed: 0 of 61 rows outside",
      "436 synthetic failures",
      "simulate:?rows=10000&amp;seed=42",
      "9f2c4be1d07a55e0c3f64d1a2b8e7c9005d1f3a6b4c2e8d7f9a0b1c2d3e4f506",
      "150 machines in training, 64 held out",
      "<code>max_features</code><code>6</code>",
      "a1b2c3d4e5f6",
    ]
  ) ok(card.includes(fact), fact);
});

Deno.test("the card needs nothing but itself: no script, no asset, and one link to where the data is described", () => {
  ok(card.startsWith("<!DOCTYPE html>"));
  ok(!/<script|<link|<img|<iframe|@import|url\(|\ssrc=|\son\w+=/i.test(card));
  const links = [...card.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
  equal(links.join(), "https://doi.org/10.24432/C5HS5C");
  ok(card.length < 300_000, `${card.length}`);
});

Deno.test("the card holds every plot once and adapts to the screen's colours", () => {
  equal([...card.matchAll(/<svg /g)].length, 6);
  equal([...card.matchAll(/<\/svg>/g)].length, 6);
  ok(card.includes("color-scheme:light dark"));
  ok(card.includes("@media print"));
});

Deno.test("the same evaluation gives the same card to the byte", async () => {
  equal(await modelCard(sampleEvaluation()), card);
});

Deno.test("hostile text in names is shown, never run", async () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
  const evaluation = sampleEvaluation();
  evaluation.split.ingest.source = `csv:${hostile}`;
  evaluation.metrics.model.name = hostile;
  evaluation.metrics.leak = { alarm: true, reasons: [hostile] };
  evaluation.header.recipe.fences[0].column = hostile;
  evaluation.header.params.transform.drop = [hostile];
  evaluation.detail = {
    ...evaluation.detail,
    importances: [{ feature: hostile, impurity: 1, permutation_mean: 0, permutation_std: 0 }],
    bootstrap: { samples: 1000, of: "rows" as const },
  };
  const text = await modelCard(evaluation);
  ok(!/<script|<img/i.test(text));
  ok(text.includes("&lt;script&gt;alert(1)"));
});

Deno.test("a leak alarm stands above the scores with its reasons below", async () => {
  const evaluation = sampleEvaluation();
  evaluation.metrics.leak = { alarm: true, reasons: ["2,788 held-out rows are synthetic"] };
  const text = await modelCard(evaluation);
  ok(text.indexOf("Leak alarm.") < text.indexOf("How good it is"));
  ok(text.includes("<li>2,788 held-out rows are synthetic</li>"));
  ok(!text.includes("No alarm."));
});

Deno.test("a card is written where scores are undefined and nothing was removed or balanced", async () => {
  const evaluation = sampleEvaluation();
  Object.assign(evaluation.metrics.test, { precision: null, roc_auc: null, interval: {} });
  evaluation.metrics.test.confusion = {
    true_negative: 2886,
    false_positive: 0,
    false_negative: 101,
    true_positive: 0,
  };
  evaluation.header.recipe.balance = { method: "none", synthetic: 0 };
  evaluation.header.params.outliers.method = "none";
  evaluation.header.calibration = { method: "identity" };
  evaluation.split.machines = null;
  evaluation.split.by = "time";
  const text = await modelCard(evaluation);
  for (const phrase of ["No outliers were removed", "no interval", "the latest readings were held out"]) {
    ok(text.includes(phrase), phrase);
  }
  ok(!/NaN|undefined(?!\.)/.test(text));
});
