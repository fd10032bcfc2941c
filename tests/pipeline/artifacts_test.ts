import { deepEqual, equal, match, notDeepEqual, notEqual, ok } from "node:assert/strict";
import { comparisonSchema } from "../../lib/contracts/comparison.ts";
import { type Metrics, metricsSchema } from "../../lib/contracts/metrics.ts";
import { readingColumns, sensorColumns } from "../../lib/contracts/reading.ts";
import { ingestSummarySchema, splitSummarySchema } from "../../lib/contracts/summaries.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import { readArrow } from "../../lib/table/arrow_reader.ts";
import { readCsv } from "../../lib/table/csv_reader.ts";
import { numberColumn, textColumn } from "../../lib/table/table.ts";
import { copyProject, type Finished } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { filesOf, hashesOf, noTable, quick, sha256, smallSource, succeed } from "./small_run.ts";
import { xmlFault } from "./well_formed.ts";

const train = ["train", "--source", smallSource, ...quick];
let project: TempFolder;
let finished: Finished;
let hashes: Record<string, string>;

Deno.test.beforeAll(async () => {
  project = await copyProject();
  finished = await succeed(project.path, train);
  hashes = hashesOf(project.path);
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const text = (path: string) => Deno.readTextFileSync(project.file(path));
const json = (path: string) => JSON.parse(text(path));
const metricsOf = (): Metrics => metricsSchema.parse(json("models/current/metrics.json"));

async function rowsOf(path: string): Promise<{ header: readonly string[]; rows: number }> {
  let header: readonly string[] = [], rows = 0;
  for await (const batch of readCsv(project.file(path))) {
    header = batch.header;
    rows += batch.rows.length;
  }
  return { header, rows };
}

Deno.test("a run leaves every stage's outputs, and nothing else", () => {
  const plots = ["calibration", "confusion", "importance_impurity", "importance_permutation"].concat(
    ["precision_recall", "roc"],
  );
  deepEqual(
    filesOf(project.path),
    [
      ...["data/prepared/summary.json", "data/prepared/test.arrow", "data/prepared/train.arrow"],
      ...["data/raw/readings.csv", "data/raw/rejected.csv", "data/raw/summary.json"],
      ...[
        "models/current/metrics.json",
        "models/current/model.safetensors",
        "models/current/reference.arrow",
      ],
      ...[
        "reports/compare.json",
        "reports/compare.txt",
        "reports/metrics.json",
        "reports/metrics_report.txt",
      ],
      ...["reports/model_card.html", "reports/timing.json", "reports/plots/calibration_before.json"],
      ...plots.flatMap((name) => [`reports/plots/${name}.json`, `reports/plots/${name}.svg`]),
    ].sort(),
  );
});

Deno.test("rows taken in are those of the summary, and each is either trained on or held out", async () => {
  const ingest = ingestSummarySchema.parse(json("data/raw/summary.json"));
  const split = splitSummarySchema.parse(json("data/prepared/summary.json"));
  const { header, rows } = await rowsOf("data/raw/readings.csv");
  deepEqual(header, readingColumns.map(({ name }) => name));
  equal(rows, 2000);
  equal(ingest.rows, rows);
  equal(ingest.hash, sha256(Deno.readFileSync(project.file("data/raw/readings.csv"))));
  deepEqual(split.ingest, ingest);
  equal(split.train.rows + split.test.rows, rows);
  equal(split.train.failures + split.test.failures, ingest.failures);

  const sides = {
    train: await readArrow(project.file("data/prepared/train.arrow")),
    test: await readArrow(project.file("data/prepared/test.arrow")),
  };
  for (const side of ["train", "test"] as const) {
    equal(sides[side].rowCount, split[side].rows);
    equal(numberColumn(sides[side], "failure").reduce((sum, one) => sum + one, 0), split[side].failures);
  }
  const ids = [...textColumn(sides.train, "reading_id"), ...textColumn(sides.test, "reading_id")];
  equal(new Set(ids).size, rows);
  const trained = new Set(textColumn(sides.train, "machine_id"));
  ok(textColumn(sides.test, "machine_id").every((machine) => !trained.has(machine)));
});

Deno.test("no failure mode reaches the prepared rows", async () => {
  const { columns } = await readArrow(project.file("data/prepared/train.arrow"));
  deepEqual([...columns.keys()], [
    ...["reading_id", "machine_id", "measured_at", "type", ...sensorColumns, "failure"],
    ...["power_w", "temperature_difference_k", "strain_min_nm"],
  ]);
});

Deno.test("rejected.csv has a header even when no row was rejected", async () => {
  const { header, rows } = await rowsOf("data/raw/rejected.csv");
  deepEqual(header.slice(0, 2), ["line", "reason"]);
  equal(rows, 0);
});

Deno.test("the model loads, and its version everywhere is the hash of its file", async () => {
  const { model, version } = await loadModel(project.file("models/current"));
  const bytes = Deno.readFileSync(project.file("models/current/model.safetensors"));
  equal(version, sha256(bytes).slice(0, 12));
  equal(metricsOf().model.version, version);
  match(text("reports/metrics_report.txt"), new RegExp(version));
  match(text("reports/model_card.html"), new RegExp(version));
  ok(finished.stdout.includes(version));
  equal(model.header.params.train.trees, 20);
  equal(model.forest.treeOffsets.length, 21);
  const split = splitSummarySchema.parse(json("data/prepared/summary.json"));
  deepEqual(model.header.data, {
    hash: split.ingest.hash,
    split_by: split.by,
    rows: split.train.rows,
    failures: split.train.failures,
  });
});

Deno.test("metrics are one file in two places, and agree with the rows and the model", async () => {
  equal(text("reports/metrics.json"), text("models/current/metrics.json"));
  const metrics = metricsOf();
  const { model } = await loadModel(project.file("models/current"));
  const split = splitSummarySchema.parse(json("data/prepared/summary.json"));
  const { confusion } = metrics.test;
  equal(confusion.true_positive + confusion.false_negative, split.test.failures);
  equal(Object.values(confusion).reduce((sum, count) => sum + count, 0), split.test.rows);
  equal(metrics.test.threshold, model.header.threshold.probability);
  deepEqual(metrics.data, {
    rows: split.ingest.rows,
    failures: split.ingest.failures,
    rejected: split.ingest.rejected,
    train: split.train,
    test: split.test,
    hash: split.ingest.hash,
  });
  equal(metrics.leak.alarm, false);
  equal(metrics.baseline.recall, 0);
  ok(metrics.test.f1! > 0.5 && metrics.test.f1! < 0.99, `F1 ${metrics.test.f1}`);
});

Deno.test("the report and the screen hold the scores of metrics.json", () => {
  const { test } = metricsOf();
  const report = text("reports/metrics_report.txt");
  for (
    const [title, score] of Object.entries({ F1: test.f1, precision: test.precision, recall: test.recall })
  ) {
    match(report, new RegExp(`^\\s*${title}\\s+${score!.toFixed(3)}`, "im"));
    match(finished.stdout, new RegExp(`${title}\\s+${score!.toFixed(2)}\\b`));
  }
  match(report, new RegExp(`^\\s*accuracy\\s+${test.accuracy!.toFixed(3)}`, "im"));
});

Deno.test("the reference has a row for each training row, with a probability beside what it was trained on", async () => {
  const reference = await readArrow(project.file("models/current/reference.arrow"));
  equal(reference.rowCount, metricsOf().data.train.rows);
  deepEqual([...reference.columns.keys()], [
    ...["type", ...sensorColumns, "power_w", "temperature_difference_k", "strain_min_nm"],
    ...["failure", "probability"],
  ]);
  ok(numberColumn(reference, "probability").every((p) => p >= 0 && p <= 1));
});

Deno.test("every plot's data parses, and every picture is well-formed and runs no script", () => {
  const plots = filesOf(project.path, ["reports/plots"]);
  for (const path of plots.filter((path) => path.endsWith(".json"))) {
    const rows = json(path);
    ok(Array.isArray(rows) && rows.length > 1 && rows.every((row) => typeof row === "object"), path);
  }
  for (const path of plots.filter((path) => path.endsWith(".svg"))) {
    const svg = text(path);
    equal(xmlFault(svg), null, path);
    ok(!/<script|\son\w+\s*=|<foreignObject|href="(?!#)/i.test(svg), path);
  }
});

Deno.test("the check of well-formed XML finds what is not", () => {
  for (
    const bad of ["<a>", "<a></b>", "<a/><b/>", '<a x="1" x="2"/>', "<a x=1/>", "<a>&</a>", "<a><</a>", ""]
  ) {
    notEqual(xmlFault(bad), null, bad);
  }
  equal(xmlFault('<a x="1" y="="><b/>1 &lt; 2</a>\n'), null);
});

Deno.test("the model card asks nothing of any other file or host", () => {
  const card = text("reports/model_card.html");
  match(card, /^<!doctype html>/i);
  ok(!/<script|<link|<iframe|@import|\ssrc="(?!data:)|url\((?!["']?(?:data:|#))/i.test(card));
});

Deno.test("times of all steps are kept, in seconds", () => {
  const timing = json("reports/timing.json");
  deepEqual(
    Object.keys(timing).sort(),
    ["compare_s", "evaluate_s", "ingest_s", "threshold_s", "train_s", "transform_s"],
  );
  for (const [step, seconds] of Object.entries(timing)) {
    ok((seconds as number) >= 0 && (seconds as number) < 60, step);
  }
});

Deno.test("the honesty table's alarm sounds for the textbook recipe, and not for the default", () => {
  const { rows, recipes } = comparisonSchema.parse(json("reports/compare.json"));
  equal(rows, 2000);
  const by = Object.fromEntries(recipes.map((recipe) => [recipe.name, recipe]));
  deepEqual(Object.keys(by), ["as-documented", "honest-twin", "no-balancing", "default", "rules"]);
  equal(by["as-documented"].leak.alarm, true);
  ok(by["as-documented"].synthetic_held_out > 0);
  for (const name of ["honest-twin", "no-balancing", "default"]) {
    equal(by[name].leak.alarm, false, name);
    equal(by[name].synthetic_held_out, 0, name);
  }
  equal(by.default.held_out!.f1, metricsOf().test.f1);
  ok(by["as-documented"].held_out!.f1! > by["honest-twin"].held_out!.f1!);
  for (const { title } of recipes) {
    ok(finished.stdout.includes(title) && text("reports/compare.txt").includes(title));
  }
});

Deno.test("report and card do not hold the textbook recipe's scores", () => {
  for (const path of ["reports/metrics_report.txt", "reports/model_card.html"]) {
    ok(!/as.documented|SMOTE before the split/i.test(text(path)), path);
  }
});

Deno.test("away from a terminal stdout is the report alone, and stderr is JSON log lines alone", () => {
  const words = finished.stdout.match(/^[a-z]+/gm);
  deepEqual(words, [
    ...["ingest", "transform", "recipe", "validate", "train", "evaluate", "compare"],
    ...["model", "report", "card", "next"],
  ]);
  ok(!["{", "}", "\u001b"].some((mark) => finished.stdout.includes(mark)), finished.stdout);
  const lines = finished.stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  ok(lines.every(({ level, time, msg }) => level && time && msg));
  for (const message of ["ingested", "transformed", "balanced", "trained", "evaluated", "compared"]) {
    ok(lines.some(({ msg }) => msg === message), message);
  }
});

Deno.test("the same seed gives the same bytes again, whatever the number of workers", async () => {
  for (const workers of ["1", "3"]) {
    for (const folder of ["data", "models", "reports"]) {
      Deno.removeSync(project.file(folder), { recursive: true });
    }
    await succeed(project.path, [...train, "--workers", workers]);
    deepEqual(hashesOf(project.path), hashes, `--workers ${workers}`);
  }
});

Deno.test("the four stages one after another give the bytes of the whole run", async () => {
  await using other = await copyProject();
  await succeed(other.path, ["stage:ingest", "--source", smallSource]);
  for (const stage of ["stage:transform", "stage:train", "stage:evaluate"]) {
    const { stdout } = await succeed(other.path, [stage, ...quick]);
    ok(stdout.trim().length > 0, `${stage} says what it did`);
  }
  const { "reports/compare.json": _, "reports/compare.txt": __, ...expected } = hashes;
  deepEqual(hashesOf(other.path), expected);
  const timing = JSON.parse(Deno.readTextFileSync(other.file("reports/timing.json")));
  deepEqual(
    Object.keys(timing).sort(),
    ["evaluate_s", "ingest_s", "threshold_s", "train_s", "transform_s"],
  );
});

Deno.test("another seed gives another model", async () => {
  await using other = await copyProject();
  await succeed(other.path, [...train, ...noTable, "--set", "train.seed=43"]);
  const changed = hashesOf(other.path);
  equal(changed["data/prepared/train.arrow"], hashes["data/prepared/train.arrow"]);
  notDeepEqual(changed["models/current/model.safetensors"], hashes["models/current/model.safetensors"]);
});
