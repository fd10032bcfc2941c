import type { Comparison, RecipeResult } from "../contracts/comparison.ts";
import type { DecisionScores, Metrics, Scores } from "../contracts/metrics.ts";
import type { Params } from "../contracts/params.ts";
import { growForest } from "../forest/grow_forest.ts";
import { scoreRows } from "../forest/score_rows.ts";
import type { WorkerPool } from "../forest/worker_pool.ts";
import { bootstrapIntervals } from "../metrics/bootstrap_intervals.ts";
import { leakAlarm } from "../metrics/leak_alarm.ts";
import { scoreAll } from "../metrics/score_all.ts";
import type { FoldSpread } from "../metrics/summarise_folds.ts";
import { documentedRecipe } from "../prepare/as_documented.ts";
import { featureColumns } from "../prepare/features.ts";
import { fitRecipe } from "../prepare/recipe.ts";
import { joinTables } from "../table/join_tables.ts";
import { numberColumn, type Table } from "../table/table.ts";
import { calibrate } from "./calibration.ts";
import { chooseDecision, crossValidatedScores, type Decision, halfOfTheVotes } from "./decision.ts";
import { evaluateModel } from "./evaluate_model.ts";
import { fitModel } from "./fit_model.ts";
import { type OutOfFold, outOfFoldScores } from "./out_of_fold_scores.ts";
import { numberGroups, sharedKeys } from "./row_keys.ts";
import type { SplitSummary } from "../contracts/summaries.ts";

/** What a comparison needs beside the rows. */
export interface CompareOptions {
  pool: WorkerPool;
  split: SplitSummary;
  /** The default recipe's metrics where they are known; else its model is fitted here. */
  metrics?: Metrics;
  /** Told what is done, of how many steps. */
  onStep?: (done: number, total: number) => void;
}

type Rows = { train: Table; test: Table };
type Spread = Record<string, FoldSpread | null>;

/**
 * Sends the same rows through the textbook recipe, its honest twin (the same steps, split first), no balancing, and
 * the default recipe, with the published failure rules as the ceiling: what each scores on the rows it held out, what
 * share of the failures it threw away, and whether the leak alarm sounds. The cross-validation that the alarm
 * compares with starts from raw training rows in every case, the textbook's too.
 */
export async function compareRecipes(
  rows: Rows,
  params: Params,
  options: CompareOptions,
): Promise<Comparison> {
  const { pool, split, onStep } = options;
  const steps = 4;
  const ours: Params = { ...params, train: { ...params.train, engine: "faultline" } };
  const plain: Params = {
    ...ours,
    outliers: { ...params.outliers, method: "iqr", keep_signal: false },
    balance: { ...params.balance, method: "smote", ratio: 1 },
    // The textbook's forest is scikit-learn's as it comes.
    train: { ...ours.train, max_depth: null, min_samples_leaf: 1, max_features: "sqrt", class_weight: null },
  };

  const twin = await splitFirst(rows, plain, split, pool, () => halfOfTheVotes);
  onStep?.(1, steps);
  const documented = await asDocumented(rows, plain, pool, twin.crossValidation);
  onStep?.(2, steps);
  const unbalanced: Params = { ...ours, balance: { ...params.balance, method: "none" } };
  const none = await splitFirst(
    rows,
    unbalanced,
    split,
    pool,
    (failure, score) => chooseDecision(failure, score, params.threshold, params.train.trees),
  );
  onStep?.(3, steps);
  const metrics = options.metrics ?? await defaultMetrics(rows, ours, split, pool);
  const removed = fitRecipe(rows.train, params).recipe.removed.failures;
  onStep?.(4, steps);

  const failures = split.train.failures;
  return {
    rows: rows.train.rowCount + rows.test.rowCount,
    recipes: [
      {
        ...documented,
        name: "as-documented",
        title: "as documented (SMOTE before the split)",
        shows: "leakage: twins of test rows in training",
      },
      {
        ...twin.result,
        name: "honest-twin",
        title: "the same steps, split first",
        shows: "what that model does on rows it never saw",
      },
      {
        ...none.result,
        name: "no-balancing",
        title: "no balancing, threshold chosen",
        shows: "what synthetic rows add",
      },
      {
        name: "default",
        title: "this model",
        held_out: heldOut(metrics.test),
        failures_removed_share: removed / failures,
        synthetic_held_out: 0,
        leak: metrics.leak,
        shows: "the default recipe, nothing leaked",
      },
      {
        name: "rules",
        title: "published failure rules, nothing learnt",
        held_out: heldOut(metrics.rules),
        failures_removed_share: 0,
        synthetic_held_out: 0,
        leak: { alarm: false, reasons: [] },
        shows: "the ceiling of this data",
      },
    ],
  };
}

type Outcome = Omit<RecipeResult, "name" | "title" | "shows">;

/** A recipe in the sound order, judged on the held-out rows with the decision that cross-validation chooses. */
async function splitFirst(
  { train, test }: Rows,
  params: Params,
  split: SplitSummary,
  pool: WorkerPool,
  decide: (failure: Uint8Array, score: Float64Array) => Decision,
): Promise<{ result: Outcome; crossValidation: Spread }> {
  const trainFailure = labels(train), failure = labels(test);
  const outOfFold: OutOfFold = await outOfFoldScores(train, params, split.by, { pool });
  const crossValidation = crossValidatedScores(trainFailure, outOfFold, decide);
  const { calibration, threshold } = decide(trainFailure, outOfFold.score);
  const fitted = fitRecipe(train, params);
  const { forest } = await growForest(fitted.features, fitted.failure, params.train, { pool });
  const probability = scoreRows(forest, featureColumns(test, fitted.recipe)).map((score) =>
    calibrate(calibration, score)
  );
  const scores = scoreAll(failure, probability, threshold.probability);
  const machines = split.by === "machine" ? test.columns.get("machine_id") as readonly string[] : null;
  const { standardErrors } = bootstrapIntervals(failure, probability, threshold.probability, {
    samples: params.evaluation.bootstrap_samples,
    seed: params.evaluation.seed,
    groups: machines ? numberGroups(machines) : undefined,
  });
  const leak = leakAlarm({
    heldOut: scores,
    standardErrors,
    crossValidation,
    folds: params.validation.folds,
    syntheticHeldOut: 0,
    sharedKeys: sharedKeys(test, train, "reading_id"),
    sharedMachines: machines ? sharedKeys(test, train, "machine_id") : 0,
    splitBy: split.by,
    featureNames: fitted.recipe.feature_names,
  });
  const thrownAway = fitted.recipe.removed.failures / split.train.failures;
  return {
    result: { held_out: heldOut(scores), failures_removed_share: thrownAway, synthetic_held_out: 0, leak },
    crossValidation,
  };
}

/** The textbook order, in memory alone. */
async function asDocumented(
  rows: Rows,
  params: Params,
  pool: WorkerPool,
  crossValidation: Spread,
): Promise<Outcome> {
  const { train, test, recipe, removed } = documentedRecipe(joinTables([rows.train, rows.test]), params);
  const { forest } = await growForest(train.features, train.failure, params.train, { pool });
  const probability = scoreRows(forest, test.features);
  const scores = scoreAll(test.failure, probability, halfOfTheVotes.threshold.probability);
  const { standardErrors } = bootstrapIntervals(
    test.failure,
    probability,
    halfOfTheVotes.threshold.probability,
    {
      samples: params.evaluation.bootstrap_samples,
      seed: params.evaluation.seed,
    },
  );
  const synthetic = test.synthetic.reduce((sum, one) => sum + one, 0);
  const leak = leakAlarm({
    heldOut: scores,
    standardErrors,
    crossValidation,
    folds: params.validation.folds,
    syntheticHeldOut: synthetic,
    sharedKeys: 0,
    sharedMachines: 0,
    splitBy: "row",
    featureNames: recipe.feature_names,
  });
  const failures = labels(rows.train).reduce((sum, one) => sum + one, 0) +
    labels(rows.test).reduce((sum, one) => sum + one, 0);
  return {
    held_out: heldOut(scores),
    failures_removed_share: removed.failures / failures,
    synthetic_held_out: synthetic,
    leak,
  };
}

async function defaultMetrics({ train, test }: Rows, params: Params, split: SplitSummary, pool: WorkerPool) {
  const { model } = await fitModel(train, params, {
    pool,
    name: "faultline",
    dataHash: split.ingest.hash,
    splitBy: split.by,
  });
  return evaluateModel(model, test, { version: "", train, split, params: params.evaluation }).metrics;
}

function labels(table: Table): Uint8Array {
  return Uint8Array.from(numberColumn(table, "failure"));
}

function heldOut(scores: Scores | DecisionScores): RecipeResult["held_out"] {
  return {
    f1: scores.f1,
    mcc: scores.mcc,
    average_precision: "average_precision" in scores ? scores.average_precision : null,
    precision: scores.precision,
    recall: scores.recall,
  };
}
