import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { comparisonSchema } from "../../../lib/contracts/comparison.ts";
import type { Params } from "../../../lib/contracts/params.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { compareRecipes, type DefaultOutcome } from "../../../lib/model/compare_recipes.ts";
import { evaluateModel } from "../../../lib/model/evaluate_model.ts";
import { fitModel } from "../../../lib/model/fit_model.ts";
import { assignSides } from "../../../lib/prepare/split.ts";
import { numberColumn, type Table, takeRows } from "../../../lib/table/table.ts";
import { paramsWith, simulated } from "./sample_model.ts";

const params = paramsWith("train.trees=10", "validation.folds=3", "evaluation.bootstrap_samples=100");
const table = simulated(3000, 3);
const sides = assignSides(table, params.split);
const side = (wanted: number) => takeRows(table, [...sides.keys()].filter((row) => sides[row] === wanted));
const rows = { train: side(0), test: side(1) };
const counts = (table: Table) => ({
  rows: table.rowCount,
  failures: numberColumn(table, "failure").reduce((sum, failed) => sum + failed, 0),
});
const ingest = { source: "simulate:", hash: "hash", ...counts(table), rejected: 0 };
const split = {
  by: "machine" as const,
  train: counts(rows.train),
  test: counts(rows.test),
  machines: null,
  ingest,
};

async function comparedBy(workers: number, outcome?: Promise<DefaultOutcome>, asked: Params = params) {
  const pool = createWorkerPool(workers);
  const steps: number[] = [];
  try {
    const comparison = await compareRecipes(rows, asked, {
      pool,
      split,
      default: outcome,
      onStep: (done, total) => {
        equal(total, 4);
        steps.push(done);
      },
    });
    deepEqual(steps, [1, 2, 3, 4]);
    return comparison;
  } finally {
    pool.close();
  }
}

const alone = await comparedBy(1);

Deno.test("the comparison keeps its contract, and alarm and synthetic rows are the documented recipe's alone", () => {
  deepEqual(comparisonSchema.parse(alone), alone);
  const leaks = alone.recipes.map(({ name, leak, synthetic_held_out }) => [
    name,
    leak.alarm,
    synthetic_held_out > 0,
  ]);
  deepEqual(leaks, [
    ["as-documented", true, true],
    ["honest-twin", false, false],
    ["no-balancing", false, false],
    ["default", false, false],
    ["rules", false, false],
  ]);
});

Deno.test("the comparison is the same whatever the number of workers, though recipes go side by side", async () => {
  deepEqual(await comparedBy(2), alone);
});

Deno.test("a default recipe whose outcome is known, or still to come, is not fitted again", async () => {
  const pool = createWorkerPool(1);
  const { model } = await fitModel(rows.train, params, {
    pool,
    name: "sample",
    dataHash: "hash",
    splitBy: "machine",
  });
  const { metrics } = evaluateModel(model, rows.test, {
    version: "",
    train: rows.train,
    split,
    params: params.evaluation,
  });
  const outcome = { metrics, failuresRemoved: model.header.recipe.removed.failures };
  deepEqual(await comparedBy(1, Promise.resolve(outcome)), alone);
  const marked = { ...outcome, failuresRemoved: split.train.failures };
  const later = new Promise<DefaultOutcome>((resolve) => setTimeout(() => resolve(marked), 50));
  const { recipes } = await comparedBy(2, later);
  equal(recipes.find(({ name }) => name === "default")?.failures_removed_share, 1);
});

Deno.test("a recipe that cannot be trained ends the comparison with its own error", async () => {
  const many = paramsWith("train.trees=10", "balance.k_neighbors=100", "validation.folds=3");
  ok(split.train.failures < 120);
  for (const workers of [1, 2]) {
    await rejects(comparedBy(workers, undefined, many), { code: "BALANCE_TOO_FEW" });
  }
});
