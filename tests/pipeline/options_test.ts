import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { comparisonSchema } from "../../lib/contracts/comparison.ts";
import type { ModelHeader } from "../../lib/contracts/model_header.ts";
import { splitSummarySchema } from "../../lib/contracts/summaries.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import { copyProject } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { filesOf, hashesOf, noTable, quick, smallSource, succeed } from "./small_run.ts";

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

/** Trains with some settings, and gives the model's header. */
async function trained(...sets: string[]): Promise<ModelHeader> {
  const settings = sets.flatMap((set) => ["--set", set]);
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable, ...settings]);
  return (await loadModel(project.file("models/current"))).model.header;
}

Deno.test("every task has a help page on stdout that names its options", async () => {
  const own: Record<string, string[]> = {
    train: ["--source", "--workers"],
    compare: ["--source", "--workers"],
    "stage:ingest": ["--source"],
    "stage:transform": [],
    "stage:train": ["--workers"],
    "stage:evaluate": [],
    predict: ["--input", "--output", "--model"],
    export: ["--onnx", "--model"],
    simulate: ["--to", "--rows", "--seed", "--drift", "--append", "--replace"],
    drift: [
      ...["--reference", "--current", "--method", "--columns", "--categorical"],
      ...["--json", "--html", "--fail-on-drift"],
    ],
  };
  for (const [task, options] of Object.entries(own)) {
    const { stdout, stderr } = await succeed(project.path, [task, options.length > 1 ? "--help" : "-h"]);
    match(stdout, new RegExp(`^Usage: deno task ${task} \\[options\\]\\n\\n\\w`));
    for (const option of [...options, "--params", "--set", "--stack", "--help"]) {
      match(stdout, new RegExp(`^  (-h, )?${option} `, "m"), `${task}: ${option}\n${stdout}`);
    }
    equal(stderr, "");
  }
  deepEqual(filesOf(project.path), [], "help does nothing else");
});

Deno.test("--set goes over --params, which goes over params.yaml", async () => {
  Deno.writeTextFileSync(
    project.file("mine.yaml"),
    "train: {trees: 7, max_depth: 4}\nthreshold: {rule: cost}\n",
  );
  const header = await trained("train.trees=5", "train.min_samples_leaf=2");
  equal(header.params.train.max_depth, null);
  await succeed(project.path, [
    ...["train", "--source", smallSource, "--params", "mine.yaml", ...noTable],
    ...["--set", "train.max_depth=6", "--set", "validation.folds=3"],
  ]);
  const { params } = (await loadModel(project.file("models/current"))).model.header;
  deepEqual([params.train.trees, params.train.max_depth, params.validation.folds], [7, 6, 3]);
  equal(params.threshold.rule, "cost");
});

Deno.test("each way of balancing is in the model's header, with the rows it made", async () => {
  deepEqual((await trained("balance.method=none")).recipe.balance, { method: "none", synthetic: 0 });
  const { balance } = (await trained("balance.method=smote", "balance.ratio=0.5")).recipe;
  equal(balance.method, "smote");
  ok(balance.synthetic > 500, `${balance.synthetic}`);
});

Deno.test("plain outlier removal takes rows away, failures among them; keeping the signal takes none of those", async () => {
  const plain = (await trained("outliers.keep_signal=false")).recipe;
  ok(plain.removed.failures > 0 && plain.removed.rows > plain.removed.failures);
  ok(plain.fences.filter(({ outside }) => outside.rows > 0).every(({ applied }) => applied));
  equal((await trained()).recipe.removed.failures, 0);
  deepEqual((await trained("outliers.method=none")).recipe.fences, []);
});

Deno.test("a threshold chosen by cost lies below one chosen by F1, where missed failures cost most", async () => {
  const byF1 = await trained();
  const byCost = await trained("threshold.rule=cost", "threshold.missed_failure_cost=1000");
  equal(byCost.threshold.rule, "cost");
  ok(byCost.threshold.probability < byF1.threshold.probability);
});

Deno.test("rows are held out by machine, by row or by time, as asked", async () => {
  const split = () =>
    splitSummarySchema.parse(JSON.parse(Deno.readTextFileSync(project.file("data/prepared/summary.json"))));
  for (const by of ["row", "machine", "time"] as const) {
    equal((await trained(`split.by=${by}`)).data.split_by, by);
    equal(split().by, by);
    equal(split().machines === null, by !== "machine");
    ok(Math.abs(split().test.rows / 2000 - 0.3) < 0.05, `${by}: ${split().test.rows} rows`);
  }
  equal((await trained()).data.split_by, "machine", "auto: machines repeat");
});

Deno.test("the other engine makes the same kind of model, which scores and predicts", async () => {
  const header = await trained("train.engine=ml-random-forest", "train.trees=5");
  equal(header.params.train.engine, "ml-random-forest");
  const { model } = await loadModel(project.file("models/current"));
  equal(model.forest.treeOffsets.length, 6);
  ok(model.importance.every((share) => share >= 0 && share <= 1));
  await succeed(project.path, ["predict", "--input", "data/raw/readings.csv", "--output", "scored.csv"]);
  match(Deno.readTextFileSync(project.file("scored.csv")), /,1,\n/);
});

Deno.test("compare works on rows of its own, and leaves the pipeline's data, model and report alone", async () => {
  await trained();
  const before = hashesOf(project.path);
  const { stdout, stderr } = await succeed(project.path, [
    ...["compare", "--source", "simulate:?rows=1500&seed=9", ...quick],
  ]);
  const after = hashesOf(project.path);
  deepEqual(Object.fromEntries(Object.keys(before).map((path) => [path, after[path]])), before);
  const added = Object.keys(after).filter((path) => !(path in before) && !path.startsWith("data/compare/"));
  deepEqual(added, ["reports/compare.json", "reports/compare.txt"]);
  equal(stdout.trimEnd(), Deno.readTextFileSync(project.file("reports/compare.txt")).trimEnd());
  ok(stderr.trimEnd().split("\n").every((line) => JSON.parse(line).msg));
  const { rows, recipes } = comparisonSchema.parse(
    JSON.parse(Deno.readTextFileSync(project.file("reports/compare.json"))),
  );
  equal(rows, 1500);
  equal(recipes.find(({ name }) => name === "default")!.held_out !== null, true);
});

Deno.test("compare's default recipe is that of train on the same rows", async () => {
  await succeed(project.path, ["train", "--source", smallSource, ...quick]);
  const ofTrain = Deno.readTextFileSync(project.file("reports/compare.json"));
  Deno.removeSync(project.file("reports/compare.json"));
  await succeed(project.path, ["compare", "--source", smallSource, ...quick]);
  equal(Deno.readTextFileSync(project.file("reports/compare.json")), ofTrain);
});

Deno.test("too many rows for the honesty table leave it out", async () => {
  const few = ["train", "--source", smallSource, ...quick, "--set", "compare.max_rows=1999"];
  const { stdout } = await succeed(project.path, few);
  ok(!stdout.includes("as documented"));
  const all = await succeed(project.path, [...few, "--set", "compare.max_rows=2000"]);
  ok(all.stdout.includes("as documented"));
  notEqual(stdout, all.stdout);
});
