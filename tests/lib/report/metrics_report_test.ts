import { ok } from "node:assert/strict";
import { metricsReport } from "../../../lib/report/metrics_report.ts";
import { sampleEvaluation } from "./sample_evaluation.ts";

const report = metricsReport(sampleEvaluation());

Deno.test("the report has every score with its interval, cross-validation, baseline and rules", () => {
  for (
    const line of [
      /precision +0\.953 +\[0\.901, 0\.989\] +n\/a +1\.000/,
      /f1 +0\.871 +\[0\.817, 0\.919\] +0\.881 ± 0\.023 +0\.000 +0\.914/,
      /average_precision +0\.893 +\[0\.832, 0\.941\] +0\.899 ± 0\.019 +0\.034/,
      /log_loss +0\.032 +0\.148/,
    ]
  ) ok(line.test(report), `${line}`);
});

Deno.test("the report has the confusion matrix, the counts, the recipe's verdicts and the threshold", () => {
  for (
    const line of [
      /^ {2}ok +2,882 +4$/m,
      /^ {2}failure +20 +81$/m,
      /^ {2}held out +2,987 +30 % +101 +3\.4 %$/m,
      /12 rows rejected/,
      /torque_nm +left whole: 44 of 49 rows/,
      /436 synthetic failures/,
      /probability is at least 0\.413/,
      /no alarm/,
    ]
  ) ok(line.test(report), `${line}`);
});

Deno.test("no line is wider than 100 columns or ends in a space, whatever the source is called", () => {
  const evaluation = sampleEvaluation();
  evaluation.split.ingest.source = `csv:${"long/".repeat(60)}\u001b[31m\nforged line`;
  evaluation.metrics.leak = { alarm: true, reasons: ["held-out rows share keys with training ".repeat(8)] };
  const text = metricsReport(evaluation);
  for (const line of text.split("\n")) {
    ok([...line].length <= 100, line);
    ok(!line.endsWith(" "), line);
  }
  ok(!text.includes("\u001b") && !text.includes("\nforged"));
  ok(text.includes("LEAK ALARM"));
});

Deno.test("scores that the rows leave undefined are said to be so", () => {
  const evaluation = sampleEvaluation();
  evaluation.metrics.test.roc_auc = null;
  ok(/roc_auc +n\/a/.test(metricsReport(evaluation)));
});
