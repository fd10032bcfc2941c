import { ok } from "node:assert/strict";
import { comparisonReport } from "../../../lib/report/comparison_report.ts";
import { sampleComparison } from "./sample_comparison.ts";

const report = comparisonReport(sampleComparison());

Deno.test("every recipe has a line with its F1, what it threw away, its alarm and what it shows", () => {
  for (
    const line of [
      /^as documented \(SMOTE before the split\) +0\.98 +24 % +YES +leakage: twins of/m,
      /^the same steps, split first +0\.53 +24 % +no +what that model does/m,
      /^no balancing +n\/a +0 % +no +too few failures to train$/m,
    ]
  ) ok(line.test(report), `${line}`);
});

Deno.test("the scores follow, synthetic held-out rows among them", () => {
  ok(/^as documented .* +0\.972 +0\.988 +0\.980 +0\.960 +0\.999 +2,788$/m.test(report));
  ok(/^published failure rules, .* +1\.000 +0\.842 +0\.914 +0\.915 +n\/a +0$/m.test(report));
});

Deno.test("an alarm's reasons are given, and only alarms have any", () => {
  ok(report.includes("  - 2,788 held-out rows are synthetic"));
  const comparison = sampleComparison();
  comparison.recipes.shift();
  ok(!comparisonReport(comparison).includes("Why the leak alarm sounds"));
});

Deno.test("no line is wider than 100 columns or ends in a space", () => {
  for (const line of report.split("\n")) {
    ok([...line].length <= 100, line);
    ok(!line.endsWith(" "), line);
  }
});
