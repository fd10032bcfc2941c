import { deepEqual, equal, notDeepEqual, ok, rejects } from "node:assert/strict";
import { modelHeaderSchema } from "../../../lib/contracts/model_header.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { scoreRows } from "../../../lib/forest/score_rows.ts";
import { averagePrecision } from "../../../lib/metrics/average_precision.ts";
import { checkForest } from "../../../lib/model/check_forest.ts";
import { fitModel, type FitModelOptions } from "../../../lib/model/fit_model.ts";
import { encodeModel } from "../../../lib/model/model_file.ts";
import { outOfFoldScores } from "../../../lib/model/out_of_fold_scores.ts";
import { assignFolds } from "../../../lib/prepare/folds.ts";
import { featureColumns } from "../../../lib/prepare/features.ts";
import { fitRecipe } from "../../../lib/prepare/recipe.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { numberColumn, takeRows, withColumns } from "../../../lib/table/table.ts";
import { fitSample, paramsWith, simulated } from "./sample_model.ts";

const sets = ["train.trees=10", "validation.folds=3"];
const rows = 1500;
const { model } = await fitSample({ rows, sets });
const pool = createWorkerPool(1);
const options: FitModelOptions = { pool, name: "sample", dataHash: "0".repeat(64), splitBy: "machine" };

Deno.test("the file of a model is the same whatever the number of workers", async () => {
  for (const workers of [2, 3]) {
    const together = await fitSample({ rows, sets, workers });
    deepEqual(encodeModel(together.model), encodeModel(model));
  }
});

Deno.test("another seed of any kind gives another model", async () => {
  for (const seed of ["train.seed=1", "balance.seed=1", "validation.seed=1"]) {
    notDeepEqual(
      encodeModel((await fitSample({ rows, sets: [...sets, seed] })).model),
      encodeModel(model),
      seed,
    );
  }
});

Deno.test("header and forest keep their contracts, and the header has no params that say nothing of the model", () => {
  deepEqual(modelHeaderSchema.parse(model.header), model.header);
  equal(checkForest(model.forest), null);
  equal("ingest" in model.header.params, false);
  deepEqual(model.header.data, {
    hash: "0".repeat(64),
    split_by: "machine",
    rows,
    failures: numberColumn(simulated(rows, 1), "failure").reduce((sum, failed) => sum + failed, 0),
  });
});

Deno.test("out-of-fold scores come from a recipe and a forest that never saw the fold", async () => {
  const params = paramsWith(...sets);
  const table = simulated(rows, 1);
  const { fold, score } = await outOfFoldScores(table, params, "machine", { pool });
  deepEqual(fold, assignFolds(table, { folds: 3, seed: 42, by: "machine" }));
  for (let k = 0; k < 3; k++) {
    const inside = [...fold.keys()].filter((row) => fold[row] === k);
    const outside = [...fold.keys()].filter((row) => fold[row] !== k);
    const { recipe, features, failure } = fitRecipe(takeRows(table, outside), params);
    const { forest } = await growForest(features, failure, params.train, { pool });
    const expected = scoreRows(forest, featureColumns(takeRows(table, inside), recipe));
    inside.forEach((row, i) => equal(score[row], expected[i]));
  }
});

Deno.test("labels of a fold do not touch its own scores", async () => {
  const params = paramsWith(...sets, "balance.method=none", "outliers.method=none");
  const table = simulated(rows, 1);
  // By time, folds do not depend on labels.
  const { fold, score } = await outOfFoldScores(table, params, "time", { pool });
  const turned = numberColumn(table, "failure").map((failed, row) => fold[row] === 1 ? 1 - failed : failed);
  const other = await outOfFoldScores(withColumns(table, { failure: turned }), params, "time", { pool });
  deepEqual(other.fold, fold);
  const inFold = (_: number, row: number) => fold[row] === 1;
  const elsewhere = (_: number, row: number) => fold[row] !== 1;
  deepEqual(other.score.filter(inFold), score.filter(inFold));
  notDeepEqual(other.score.filter(elsewhere), score.filter(elsewhere));
});

Deno.test("progress counts the folds' trees and then the model's own, and phases come in order", async () => {
  const told: number[] = [], phases: string[] = [];
  await fitModel(simulated(600, 1), paramsWith("train.trees=4", "validation.folds=2"), {
    ...options,
    onTree: (done, total) => {
      equal(total, 12);
      told.push(done);
    },
    onPhase: (phase) => phases.push(phase),
  });
  deepEqual(told, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  deepEqual(phases, ["cross-validation", "final fit", "done"]);
});

Deno.test("out-of-fold probabilities are the model's own scale, one for every training row", async () => {
  const { outOfFoldProbability, model } = await fitSample({ rows, sets });
  equal(outOfFoldProbability.length, rows);
  const failure = numberColumn(simulated(rows, 1), "failure");
  ok(averagePrecision(failure, outOfFoldProbability)! > 0.5);
  // Calibrated on these very scores: their sum is near the number of failures.
  const sum = outOfFoldProbability.reduce((total, p) => total + p, 0);
  ok(Math.abs(sum / model.header.data.failures - 1) < 0.1, `${sum} for ${model.header.data.failures}`);
});

Deno.test("the other engine's model is a model like any, without out-of-bag figures", async () => {
  const { model } = await fitSample({
    rows: 400,
    sets: ["train.trees=3", "validation.folds=2", "train.engine=ml-random-forest"],
  });
  deepEqual(modelHeaderSchema.parse(model.header), model.header);
  equal(checkForest(model.forest), null);
  deepEqual(model.header.training.out_of_bag, { average_precision: null, brier: null });
  ok(model.importance.every(Number.isFinite));
});

Deno.test("rows of one class are refused before anything grows", async () => {
  const table = simulated(300, 1);
  const calm = withColumns(table, { failure: new Float64Array(300) });
  await rejects(fitModel(calm, paramsWith(...sets), options), { code: "LABEL_ONE_CLASS" });
});
