/**
 * The default recipe on AI4I 2020, and scikit-learn's forest on the very rows that it makes. Run by hand:
 *
 *     AI4I_CSV=… deno run --allow-all tests/oracles/ai4i.ts PYTHON
 *
 * PYTHON is a Python with numpy and scikit-learn. Writes tests/oracles/results/ai4i.json.
 */
import { equal } from "node:assert/strict";
import type { Params } from "../../lib/contracts/params.ts";
import { scoreRows } from "../../lib/forest/score_rows.ts";
import { growByEngine } from "../../lib/forest/grow_by_engine.ts";
import { createWorkerPool } from "../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { decisionScores } from "../../lib/metrics/decision_scores.ts";
import { decide } from "../../lib/metrics/decide.ts";
import { chooseDecision, crossValidatedScores } from "../../lib/model/decision.ts";
import { fitModel } from "../../lib/model/fit_model.ts";
import { outOfFoldScores } from "../../lib/model/out_of_fold_scores.ts";
import { featureColumns } from "../../lib/prepare/features.ts";
import { assignFolds } from "../../lib/prepare/folds.ts";
import { fitRecipe } from "../../lib/prepare/recipe.ts";
import { assignSides } from "../../lib/prepare/split.ts";
import { failureByRules } from "../../lib/simulate/failure_rules.ts";
import { numberColumn, type Table, takeRows } from "../../lib/table/table.ts";
import { readParams } from "../../pipeline/params.ts";
import { ai4i } from "../lib/prepare/plant.ts";

/** What one fit is given: rows to learn from, and rows to score. */
interface Fit {
  name: string;
  features: Float64Array[];
  failure: Uint8Array;
  scored: Float64Array[];
}

const csv = Deno.env.get("AI4I_CSV");
const [python] = Deno.args;
if (!csv || !python) {
  console.error("usage: AI4I_CSV=… deno run --allow-all tests/oracles/ai4i.ts PYTHON");
  Deno.exit(2);
}
const here = (path: string) => new URL(path, import.meta.url);
const params = readParams({
  base: { file: "params.yaml", text: Deno.readTextFileSync(here("../../params.yaml")) },
});
const table = ai4i(csv);
const pool = createWorkerPool(2);
const trees = params.train.trees;
const round = (value: number) => Number(value.toFixed(4));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) * values.length / (values.length - 1));
const summary = (values: readonly number[]) => ({
  mean: round(mean(values)),
  std: round(deviation(values)),
  least: round(Math.min(...values)),
  greatest: round(Math.max(...values)),
});
const decideFor = (failure: ArrayLike<number>, score: ArrayLike<number>) =>
  chooseDecision(failure, score, params.threshold, trees);

/** Ten-fold cross-validation over all rows, every fold judged at the threshold that the others choose. */
async function crossValidation(seed: number) {
  const failure = Uint8Array.from(numberColumn(table, "failure"));
  const outOfFold = await outOfFoldScores(
    table,
    {
      ...params,
      balance: { ...params.balance, seed },
      train: { ...params.train, seed },
      validation: { folds: 10, seed },
    },
    "row",
    { pool },
  );
  const { f1, mcc, average_precision } = crossValidatedScores(failure, outOfFold, decideFor);
  return { f1: f1!.mean, mcc: mcc!.mean, average_precision: average_precision!.mean };
}

/** The rows of every fit behind one held-out score: the folds of cross-validation, then all training rows. */
function fitsOf(train: Table, test: Table, { validation, ...recipe }: Params): Fit[] {
  const fold = assignFolds(train, { ...validation, by: "row" });
  const rowsWhere = (wanted: (fold: number) => boolean) =>
    takeRows(train, [...fold.keys()].filter((row) => wanted(fold[row])));
  const fit = (name: string, rows: Table, scored: Table): Fit => {
    const fitted = fitRecipe(rows, recipe);
    return { name, ...fitted, scored: featureColumns(scored, fitted.recipe) };
  };
  return [
    ...Array.from(
      { length: validation.folds },
      (_, k) => fit(`fold-${k}`, rowsWhere((f) => f !== k), rowsWhere((f) => f === k)),
    ),
    fit("whole", train, test),
  ];
}

/** Held-out scores of two forests, grown on the same rows and judged by the same rule. */
async function heldOut(seed: number) {
  const sides = assignSides(table, { ...params.split, seed });
  const side = (wanted: number) => takeRows(table, [...sides.keys()].filter((row) => sides[row] === wanted));
  const train = side(0), test = side(1);
  const fits = fitsOf(train, test, params);
  const folder = Deno.makeTempDirSync({ prefix: "faultline-ai4i-" });
  for (const { name, features, failure, scored } of fits) {
    writeNumbers(`${folder}/${name}.features`, features);
    writeNumbers(`${folder}/${name}.failure`, [Float64Array.from(failure)]);
    writeNumbers(`${folder}/${name}.scored`, scored);
  }
  const script = new URL("ai4i.py", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(python, {
    args: [script, folder, String(fits[0].features.length), String(trees), String(seed)],
    stderr: "inherit",
  }).output();
  if (!success) Deno.exit(1);
  const theirs = fits.map(({ name }) =>
    new Float64Array(Deno.readFileSync(`${folder}/${name}.scores`).buffer)
  );
  Deno.removeSync(folder, { recursive: true });
  const ours: Float64Array[] = [];
  for (const { features, failure, scored } of fits) {
    const { forest } = await growByEngine(features, failure, params.train, { pool });
    ours.push(scoreRows(forest, scored));
  }

  // What the pipeline itself makes of the same split must be what was put together here.
  const { model } = await fitModel(train, params, { pool, name: "oracle", dataHash: "", splitBy: "row" });
  const fold = assignFolds(train, { ...params.validation, by: "row" });
  const labels = Uint8Array.from(numberColumn(train, "failure"));
  const heldLabels = Uint8Array.from(numberColumn(test, "failure"));
  const judge = (scores: Float64Array[]) => {
    const outOfFold = new Float64Array(labels.length);
    const next = new Int32Array(params.validation.folds);
    for (let row = 0; row < labels.length; row++) outOfFold[row] = scores[fold[row]][next[fold[row]]++];
    const { threshold } = decideFor(labels, outOfFold);
    const held = scores[params.validation.folds];
    return {
      threshold: threshold.score,
      f1: decisionScores(heldLabels, decide(held, threshold.score)).f1!,
      average_precision: averagePrecision(heldLabels, held)!,
    };
  };
  const judged = { ours: judge(ours), theirs: judge(theirs) };
  equal(judged.ours.threshold, model.header.threshold.score);
  const rules = decisionScores(heldLabels, failureByRules(test)).f1!;
  return { ...judged, rules, versions: JSON.parse(new TextDecoder().decode(stdout)) };
}

function writeNumbers(path: string, columns: readonly Float64Array[]): void {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  Deno.writeFileSync(path, new Uint8Array(all.buffer));
}

const crossValidated = [];
for (const seed of [0, 1, 2]) {
  crossValidated.push(await crossValidation(seed));
  console.error(`10-fold, seed ${seed}: F1 ${crossValidated.at(-1)!.f1.toFixed(4)}`);
}
const splits: Awaited<ReturnType<typeof heldOut>>[] = [];
for (let seed = 0; seed < 10; seed++) {
  const split = await heldOut(seed);
  splits.push(split);
  console.error(
    `split.seed ${seed}: F1 ours ${split.ours.f1.toFixed(4)}, scikit-learn ${split.theirs.f1.toFixed(4)}; ` +
      `average precision ${split.ours.average_precision.toFixed(4)}, ${
        split.theirs.average_precision.toFixed(4)
      }`,
  );
}
pool.close();

const f1 = (of: "ours" | "theirs") => mean(splits.map((split) => split[of].f1));
const kept = {
  "10-fold cross-validated F1 is at least 0.88": mean(crossValidated.map(({ f1 }) => f1)) >= 0.88,
  "held-out F1 is at least 0.86": f1("ours") >= 0.86,
  "held-out F1 is at most 0.01 below scikit-learn's": f1("ours") >= f1("theirs") - 0.01,
};
const figures = {
  versions: { deno: Deno.version.deno, ...splits[0].versions },
  rows: table.rowCount,
  kept,
  cross_validation: {
    folds: 10,
    seeds: crossValidated.length,
    f1: summary(crossValidated.map(({ f1 }) => f1)),
    mcc: summary(crossValidated.map(({ mcc }) => mcc)),
    average_precision: summary(crossValidated.map(({ average_precision }) => average_precision)),
  },
  held_out: {
    split_seeds: splits.length,
    faultline: {
      f1: summary(splits.map(({ ours }) => ours.f1)),
      average_precision: summary(splits.map(({ ours }) => ours.average_precision)),
    },
    scikit_learn: {
      f1: summary(splits.map(({ theirs }) => theirs.f1)),
      average_precision: summary(splits.map(({ theirs }) => theirs.average_precision)),
    },
    published_rules: { f1: summary(splits.map(({ rules }) => rules)) },
    f1_by_split_seed: splits.map(({ ours, theirs }) => ({
      faultline: round(ours.f1),
      scikit_learn: round(theirs.f1),
    })),
  },
};
Deno.writeTextFileSync(here("results/ai4i.json"), JSON.stringify(figures, null, 2) + "\n");
console.log(JSON.stringify(figures, null, 2));
if (Object.values(kept).includes(false)) Deno.exit(1);
