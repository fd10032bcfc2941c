import { deepEqual, equal, ok } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { honestyRows } from "../../../lib/report/honesty_table.ts";
import { closingBlock, stepLine } from "../../../lib/report/screen_report.ts";
import { sampleComparison } from "./sample_comparison.ts";
import { sampleEvaluation } from "./sample_evaluation.ts";

const { metrics } = sampleEvaluation();
const block = {
  metrics,
  honesty: honestyRows(sampleComparison()),
  paths: { model: "models/current", card: "reports/model_card.html" },
  next: ["deno task predict --input readings.csv --output scored.csv", "deno task compare"],
};

Deno.test("a step's time stands at the right edge", () => {
  const line = stepLine("ingest", "simulate:?rows=10000&seed=42", "10,000 rows, 0 rejected", 0.213);
  equal([...line].length, 100);
  ok(line.startsWith("ingest     simulate:?rows=10000&seed=42   10,000 rows, 0 rejected "));
  ok(line.endsWith("  0.2 s"));
});

Deno.test("long text goes on below, under its own column, and a long time is told in minutes", () => {
  const lines = stepLine("recipe", "", "fences kept torque whole ".repeat(8), 125).split("\n");
  ok(lines.length > 1);
  ok(lines[0].endsWith("2 min 5 s"));
  for (const line of lines.slice(1)) ok(/^ {11}\S/.test(line), line);
  for (const line of lines) ok([...line].length <= 100, line);
});

Deno.test("a step without a time ends with its text", () => {
  equal(
    stepLine("", "", "SMOTE-NC to 0.10: +441 failures", null),
    "           SMOTE-NC to 0.10: +441 failures",
  );
});

Deno.test("the closing block puts the confusion matrix beside the scores", () => {
  const lines = closingBlock(block).split("\n");
  ok(lines.some((line) => /^ {2}ok +2,882 +4 +precision +0\.95 +\[0\.90, 0\.99\]$/.test(line)));
  ok(lines.some((line) => /^ {2}failure +20 +81 +recall +0\.80 +\[0\.72, 0\.88\]$/.test(line)));
  ok(lines.some((line) => /F1 +0\.87 +\[0\.82, 0\.92\]$/.test(line)));
});

Deno.test("the closing block has the honesty table, the paths and the next commands", () => {
  const text = closingBlock(block);
  for (const { title } of sampleComparison().recipes) ok(text.includes(title), title);
  ok(text.includes("model      models/current"));
  ok(text.includes("next       deno task predict"));
  ok(text.endsWith("\n           deno task compare"));
  for (const line of text.split("\n")) ok([...line].length <= 100 && !line.endsWith(" "), line);
});

Deno.test("a leak alarm is said with its reasons", () => {
  const alarmed = { ...metrics, leak: { alarm: true, reasons: ["2,788 held-out rows are synthetic"] } };
  const text = closingBlock({ ...block, metrics: alarmed });
  ok(text.includes("LEAK ALARM: do not believe these scores\n    - 2,788 held-out rows are synthetic"));
  ok(!closingBlock(block).includes("LEAK ALARM"));
});

Deno.test("colour is there only when asked for, and changes nothing but colour", () => {
  const plain = [stepLine("ingest", "csv:a.csv", "3 rows", 1), closingBlock(block)];
  const coloured = [
    stepLine("ingest", "csv:a.csv", "3 rows", 1, { colour: true }),
    closingBlock(block, { colour: true }),
  ];
  for (const text of plain) equal(stripVTControlCharacters(text), text);
  for (const text of coloured) ok(text.includes("\u001b["));
  deepEqual(coloured.map(stripVTControlCharacters), plain);
});

Deno.test("control characters in a source's name do not reach the terminal", () => {
  ok(!stepLine("ingest", "csv:\u001b]0;owned\u0007.csv", "", null).includes("\u001b"));
});
