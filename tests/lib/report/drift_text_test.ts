import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { DriftReport } from "../../../lib/contracts/drift_report.ts";
import { compareTables } from "../../../lib/drift/compare_tables.ts";
import { driftText } from "../../../lib/report/drift_text.ts";
import { type Column, createTable } from "../../../lib/table/table.ts";
import { driftParams } from "../drift/drift_params.ts";

function compared(reference: Record<string, Column>, current: Record<string, Column>): DriftReport {
  return compareTables(createTable(reference), createTable(current), { params: driftParams() });
}
const text = (report: DriftReport) => driftText({ report, reference: "before.csv", current: "now.csv" });
const ramp = (rows: number, start = 0) => Float64Array.from({ length: rows }, (_, row) => start + row);

Deno.test("every status of a column has words, and a value that is not there none", () => {
  const five = new Float64Array(50).fill(5), none = new Float64Array(50).fill(NaN);
  const report = compared(
    { same: ramp(50), far: ramp(50), none, few: ramp(50), five },
    {
      same: ramp(50),
      far: ramp(50, 90),
      none,
      few: Float64Array.from(ramp(50), (v) => v < 9 ? v : NaN),
      five,
    },
  );
  const rows = text(report).split("\n");
  const start = rows.findIndex((line) => line.startsWith("column"));
  const verdicts = rows.slice(start + 1, start + 6).map((line) => line.split(/ {2,}/));
  deepEqual(verdicts.map((cells) => [cells[0], cells[3], cells[5]]), [
    ["same", "p 1", "same"],
    ["far", "p 1.98e-29", "drifted"],
    ["none", "n/a", "no values"],
    ["few", verdicts[3][3], "too few rows"],
    ["five", "p 1", "same"],
  ]);
});

Deno.test("a drift that does not stand after correction is said to be that", () => {
  const names = Array.from({ length: 40 }, (_, i) => `c${i}`);
  const columns = Object.fromEntries(names.map((name) => [name, ramp(60)]));
  // Shifted by 15 of 60, each side has a quarter for itself: D = 0.25, p = 0.047.
  const report = compared(columns, { ...columns, c7: ramp(60, 15) });
  deepEqual([report.columns[7].drifted, report.columns[7].confirmed], [true, false]);
  match(text(report), /^c7 .* not confirmed /m);
  match(text(report), /^No alarm: /m);
  match(text(report).replaceAll("\n", " "), /correction for 40 p-values leaves 0 drifted/);
});

Deno.test("it is at most 100 columns wide, free of control characters, and of many findings shows twenty", () => {
  const names = Array.from({ length: 60 }, (_, i) => `sensor \u001b[31m of line ${i}`);
  const side = (start: number) =>
    createTable(Object.fromEntries(names.map((name) => [name, ramp(50, start)])));
  const report = compareTables(side(0), side(90), { params: driftParams() });
  const shown = text(report);
  equal(report.dataset.findings.length, 60);
  match(shown, /^ {2}and 40 more$/m);
  ok(!shown.includes("\u001b"));
  const longest = Math.max(...shown.split("\n").map((line) => [...line].length));
  ok(longest <= 100, `${longest}`);
});
