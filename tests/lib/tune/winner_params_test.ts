import { deepEqual, equal, match, ok } from "node:assert/strict";
import { tuneParams } from "../../../lib/tune/tune_params.ts";
import type { TrialRun } from "../../../lib/tune/trial_log.ts";
import { withTuned } from "../../../lib/tune/tuned_params.ts";
import { tuningPlot } from "../../../lib/tune/tuning_plot.ts";
import { tuningColumns, tuningRows, tuningTable } from "../../../lib/tune/tuning_table.ts";
import { winnerParams } from "../../../lib/tune/winner_params.ts";
import { readParams } from "../../../pipeline/params.ts";
import { search } from "./space.ts";

const paramsFile = {
  file: "params.yaml",
  text: Deno.readTextFileSync(new URL("../../../params.yaml", import.meta.url)),
};
const params = readParams({ base: paramsFile });
const space = {
  ...params.tune.space,
  train: { ...params.tune.space.train, class_weight: [{ ok: 1, failure: 4 }] },
};
const tune = { ...search, space };

/** Deeper trees and many neighbours are better. */
function scores({ tuned: { train, balance }, repeat }: TrialRun) {
  const height = (train.class_weight === null ? 0 : 0.1) + balance.k_neighbors / 100 + 0.001 * repeat;
  return { average_precision: [height, height + 0.01], f1: [height, height + 0.02] };
}

const better = await tuneParams(tune, { base: params, evaluate: (run) => Promise.resolve(scores(run)) });
const flat = await tuneParams(tune, {
  base: params,
  evaluate: () => Promise.resolve({ average_precision: [0.5, 0.5], f1: [0.5, 0.5] }),
});

Deno.test("the winner's file holds the changed keys, which --params lays over params.yaml", () => {
  const text = winnerParams(better, params, tune, "7000 rows");
  match(
    text,
    /^# deno task tune: the best of 61 recipes by cross-validated average_precision on 7000 rows\.\n/,
  );
  match(text, /^# on 2 new cross-validations it gains \+0\.\d{4} ± \d\.\d{4} average precision/m);
  const read = readParams({ base: paramsFile, overlay: { file: "winner.yaml", text } });
  deepEqual(read, withTuned(params, better.winner.tuned));
  deepEqual(read.train.class_weight, { ok: 1, failure: 4 });
});

Deno.test("where nothing beat the defaults the file says so, changes nothing, and is accepted", () => {
  const text = winnerParams(flat, params, tune, "7000 rows");
  match(text, /^# nothing beat the defaults$/m);
  deepEqual(readParams({ base: paramsFile, overlay: { file: "winner.yaml", text } }), params);
});

Deno.test("a source's name cannot end the comment", () => {
  const text = winnerParams(flat, params, tune, "csv:a\ntrain: {trees: 1}\u2028.csv");
  deepEqual(readParams({ base: paramsFile, overlay: { file: "winner.yaml", text } }), params);
});

Deno.test("the results have a cell for every column, the best first", () => {
  const rows = tuningRows(better.trials);
  equal(rows.length, 61);
  for (const row of rows) equal(row.length, tuningColumns.length);
  const [first] = rows;
  deepEqual(first.slice(0, 4), [1, better.winner.number, 3, 27]);
  equal(first[tuningColumns.indexOf("class_weight")], "{ok: 1, failure: 4}");
  equal(rows.filter((row) => row[tuningColumns.indexOf("trial")] === 0).length, 1);
});

Deno.test("the table shows the best five within the width of a screen", () => {
  const lines = tuningTable(better.trials, params);
  ok(lines.every((line) => line.length <= 98), lines.join("\n"));
  equal(lines.filter((line) => /^ +[1-9] /.test(line)).length, 5);
});

Deno.test("the plot marks winner and defaults, and is the same every time", () => {
  const svg = tuningPlot(better, "average_precision");
  match(svg, />winner</);
  match(svg, />defaults</);
  equal(tuningPlot(better, "average_precision"), svg);
  ok(!tuningPlot(flat, "f1").includes(">defaults<"));
});
