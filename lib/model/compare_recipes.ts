import type { Comparison, RecipeResult } from "../contracts/comparison.ts";
import type { DecisionScores, Metrics, Scores } from "../contracts/metrics.ts";
import type { Params } from "../contracts/params.ts";
import type { SplitSummary } from "../contracts/summaries.ts";
import { growForest } from "../forest/grow_forest.ts";
import { scoreRows } from "../forest/score_rows.ts";
import type { WorkerPool } from "../forest/worker_pool.ts";
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
import { type HeldOutJudgement, judgeHeldOut } from "./judge_held_out.ts";
import { outOfFoldScores } from "./out_of_fold_scores.ts";

/** What is known of the default recipe's model. */
export interface DefaultOutcome {
  metrics: Metrics;
  /** Training failures that its fences threw away. */
  failuresRemoved: number;
}

/** What a comparison needs beside the rows. */
export interface CompareOptions {
  pool: WorkerPool;
  split: SplitSummary;
  /** The default recipe's outcome, where somebody is finding it; else its model is fitted here. */
  default?: Promise<DefaultOutcome>;
  /** Told what is done, of how many steps. */
  onStep?: (done: number, total: number) => void;
}

type Rows = { train: Table; test: Table };
type Spread = Record<string, FoldSpread | null>;

/**
 * Sends the same rows through the textbook recipe, its honest twin (the same steps, split first), no balancing, and
 * the default recipe, with the published failure rules as the ceiling: what each scores on the rows it held out, what
 * share of the failures it threw away, and whether the leak alarm sounds. The cross-validation that the alarm
 * compares with starts from raw training rows in every case, the textbook's too: nothing else hangs on that one, whose
 * forests have half of the trees and fewer bins, which costs them a fraction of what folds differ by.
 *
 * The recipes go side by side, so that the pool's workers grow one's forests while another's rows are prepared and
 * judged.
 */
export async function compareRecipes(
  rows: Rows,
  params: Params,
  options: CompareOptions,
): Promise<Comparison> {
  const { split } = options;
  const ours: Params = { ...params, train: { ...params.train, engine: "faultline" } };
  const textbook: Params = {
    ...ours,
    outliers: { ...params.outliers, method: "iqr", keep_signal: false },
    balance: { ...params.balance, method: "smote", ratio: 1 },
    // The textbook's forest is scikit-learn's as it comes.
    train: { ...ours.train, max_depth: null, min_samples_leaf: 1, max_features: "sqrt", class_weight: null },
  };
  const plain: Params = { ...ours, balance: { ...params.balance, method: "none" } };

  const ways = 4;
  let done = 0;
  async function counted<T>(way: Promise<T>): Promise<T> {
    const outcome = await way;
    options.onStep?.(++done, ways);
    return outcome;
  }
  // No balancing comes first, for most is left to do once its forests stand.
  const unbalanced = counted(splitFirst(rows, plain, options, { inFolds: plain.train }));
  const twin = counted(splitFirst(rows, textbook, options, {
    inFolds: {
      ...textbook.train,
      trees: Math.ceil(params.train.trees / 2),
      max_bins: Math.min(params.train.max_bins, 512),
    },
    decision: halfOfTheVotes,
  }));
  const [none, honest, documented, usual] = await Promise.all([
    unbalanced,
    twin,
    counted(asDocumented(rows, textbook, options)),
    counted(options.default ?? defaultOutcome(rows, ours, options)),
  ]);
  const failures = split.train.failures;
  return {
    rows: rows.train.rowCount + rows.test.rowCount,
    recipes: [
      {
        ...documented.result,
        leak: documented.leak(honest.crossValidation, params.validation.folds),
        name: "as-documented",
        title: "as documented (SMOTE before the split)",
        shows: "leakage: twins of test rows in training",
      },
      {
        ...honest.result,
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
        held_out: heldOut(usual.metrics.test),
        failures_removed_share: usual.failuresRemoved / failures,
        synthetic_held_out: 0,
        leak: usual.metrics.leak,
        shows: "the default recipe, nothing leaked",
      },
      {
        name: "rules",
        title: "published failure rules, nothing learnt",
        held_out: heldOut(usual.metrics.rules),
        failures_removed_share: 0,
        synthetic_held_out: 0,
        leak: { alarm: false, reasons: [] },
        shows: "the ceiling of this data",
      },
    ],
  };
}

type Outcome = Omit<RecipeResult, "name" | "title" | "shows">;

/** A recipe in the sound order, judged on the held-out rows. */
async function splitFirst(
  { train, test }: Rows,
  params: Params,
  { pool, split }: CompareOptions,
  { inFolds, decision }: {
    /** The forests of cross-validation. */
    inFolds: Params["train"];
    /** How scores become decisions, where cross-validation does not choose it. */
    decision?: Decision;
  },
): Promise<{ result: Outcome; crossValidation: Spread }> {
  const failure = labels(train);
  const decide = (failed: Uint8Array, score: Float64Array) =>
    decision ?? chooseDecision(failed, score, params.threshold, params.train.trees);
  const fitted = fitRecipe(train, params);
  const growing = growForest(fitted.features, fitted.failure, params.train, { pool });
  const validating = outOfFoldScores(train, { ...params, train: inFolds }, split.by, { pool });

  async function judged(): Promise<HeldOutJudgement> {
    const { forest } = await growing;
    const { calibration, threshold } = decision ?? decide(failure, (await validating).score);
    const score = scoreRows(forest, featureColumns(test, fitted.recipe));
    return judgeHeldOut({
      failure: labels(test),
      probability: score.map((value) => calibrate(calibration, value)),
      threshold: threshold.probability,
      keys: { test, train },
      synthetic: 0,
      splitBy: split.by,
      featureNames: fitted.recipe.feature_names,
    }, params.evaluation);
  }

  const [{ scores, leak }, crossValidation] = await Promise.all([
    judged(),
    validating.then((outOfFold) => crossValidatedScores(failure, outOfFold, decide)),
  ]);
  return {
    result: {
      held_out: heldOut(scores),
      failures_removed_share: fitted.recipe.removed.failures / split.train.failures,
      synthetic_held_out: 0,
      leak: leak(crossValidation, params.validation.folds),
    },
    crossValidation,
  };
}

/** The textbook order, in memory alone. It has no cross-validation of its own: its twin's tells of its leak. */
async function asDocumented(
  rows: Rows,
  params: Params,
  { pool }: CompareOptions,
): Promise<{ result: Omit<Outcome, "leak">; leak: HeldOutJudgement["leak"] }> {
  const { train, test, recipe, removed } = documentedRecipe(joinTables([rows.train, rows.test]), params);
  const { forest } = await growForest(train.features, train.failure, params.train, { pool });
  const synthetic = countOnes(test.synthetic);
  const { scores, leak } = judgeHeldOut({
    failure: test.failure,
    probability: scoreRows(forest, test.features),
    threshold: halfOfTheVotes.threshold.probability,
    keys: null,
    synthetic,
    splitBy: "row",
    featureNames: recipe.feature_names,
  }, params.evaluation);
  const failures = countOnes(labels(rows.train)) + countOnes(labels(rows.test));
  return {
    result: {
      held_out: heldOut(scores),
      failures_removed_share: removed.failures / failures,
      synthetic_held_out: synthetic,
    },
    leak,
  };
}

async function defaultOutcome(
  { train, test }: Rows,
  params: Params,
  { pool, split }: CompareOptions,
): Promise<DefaultOutcome> {
  const { model } = await fitModel(train, params, {
    pool,
    name: "faultline",
    dataHash: split.ingest.hash,
    splitBy: split.by,
  });
  const { metrics } = evaluateModel(model, test, { version: "", train, split, params: params.evaluation });
  return { metrics, failuresRemoved: model.header.recipe.removed.failures };
}

function labels(table: Table): Uint8Array {
  return Uint8Array.from(numberColumn(table, "failure"));
}

function countOnes(flags: Uint8Array): number {
  return flags.reduce((sum, one) => sum + one, 0);
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
