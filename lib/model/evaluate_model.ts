import { type Metrics, scoreNames } from "../contracts/metrics.ts";
import type { Params } from "../contracts/params.ts";
import type { SplitSummary } from "../contracts/summaries.ts";
import { permutationImportance } from "../forest/permutation_importance.ts";
import { scoreRows } from "../forest/score_rows.ts";
import { averagePrecision } from "../metrics/average_precision.ts";
import { calibrationCurve } from "../metrics/calibration_curve.ts";
import { decisionScores } from "../metrics/decision_scores.ts";
import { expectedCalibrationError } from "../metrics/expected_calibration_error.ts";
import { precisionRecallCurve } from "../metrics/precision_recall_curve.ts";
import { rocCurve } from "../metrics/roc_curve.ts";
import { scoreAll } from "../metrics/score_all.ts";
import { featureColumns } from "../prepare/features.ts";
import { failureByRules } from "../simulate/failure_rules.ts";
import { numberColumn, type Table } from "../table/table.ts";
import { calibrate } from "./calibration.ts";
import type { EvaluationDetail } from "./evaluation_detail.ts";
import { judgeHeldOut } from "./judge_held_out.ts";
import type { Model } from "./model.ts";

/** Permutation importance looks at no more rows than this. */
const mostPermutedRows = 10_000;

/** What an evaluation needs beside the model and the held-out rows. */
export interface EvaluateOptions {
  /** The model's version, for the record. */
  version: string;
  /** Training rows: only their keys are read, to see whether any is held out too. */
  train: Table;
  split: SplitSummary;
  params: Params["evaluation"];
}

/**
 * Judges a model on held-out rows: scores with bootstrap intervals (whole machines are drawn where rows were held out
 * by machine), beside the majority class and the published failure rules; curves, importances, and the leak alarm.
 *
 * @param test Held-out rows with the contract's columns.
 */
export function evaluateModel(
  model: Model,
  test: Table,
  { version, train, split, params }: EvaluateOptions,
): { metrics: Metrics; detail: EvaluationDetail } {
  const { header } = model;
  const failure = Uint8Array.from(numberColumn(test, "failure"));
  const columns = featureColumns(test, header.recipe);
  const score = scoreRows(model.forest, columns);
  const probability = score.map((value) => calibrate(header.calibration, value));
  const threshold = header.threshold.probability;
  const { scores, intervals, leak } = judgeHeldOut({
    failure,
    probability,
    threshold,
    keys: { test, train },
    synthetic: 0,
    splitBy: header.data.split_by,
    featureNames: header.recipe.feature_names,
  }, params);
  const metrics: Metrics = {
    test: {
      ...scores,
      threshold,
      ece_uncalibrated: expectedCalibrationError(failure, score),
      interval: intervals,
    },
    cv: Object.fromEntries(scoreNames.map((name) => [name, header.training.cv[name] ?? null])),
    baseline: majorityScores(failure, header.data),
    rules: decisionScores(failure, failureByRules(test)),
    data: {
      rows: split.ingest.rows,
      failures: split.ingest.failures,
      rejected: split.ingest.rejected,
      train: split.train,
      test: split.test,
      hash: split.ingest.hash,
    },
    leak: leak(header.training.cv, header.params.validation.folds),
    model: { name: header.name, version },
  };
  const detail: EvaluationDetail = {
    precision_recall: precisionRecallCurve(failure, probability),
    roc: rocCurve(failure, probability),
    calibration: { before: calibrationCurve(failure, score), after: calibrationCurve(failure, probability) },
    importances: importances(model, columns, failure, params),
    bootstrap: {
      samples: params.bootstrap_samples,
      of: header.data.split_by === "machine" ? "machines" : "rows",
    },
  };
  return { metrics, detail };
}

/** The commoner class of the training rows, and its share as the probability, for every row. */
function majorityScores(failure: Uint8Array, training: { rows: number; failures: number }) {
  const rate = training.failures / training.rows;
  return scoreAll(failure, new Float64Array(failure.length).fill(rate), rate > 0.5 ? 0 : 1);
}

function importances(
  model: Model,
  columns: readonly Float64Array[],
  failure: Uint8Array,
  params: Params["evaluation"],
): EvaluationDetail["importances"] {
  // Evenly spaced rows, so that many held-out rows take no longer than a few.
  const stride = Math.max(1, Math.ceil(failure.length / mostPermutedRows));
  const everyNth = (_: unknown, row: number) => row % stride === 0;
  const labels = failure.filter(everyNth);
  const permuted = permutationImportance(
    columns.map((column) => column.filter(everyNth)),
    (shuffled) => averagePrecision(labels, scoreRows(model.forest, shuffled)) ?? 0,
    { repeats: params.permutation_repeats, seed: params.seed },
  );
  return model.header.recipe.feature_names.map((feature, f) => ({
    feature,
    impurity: model.importance[f],
    permutation_mean: permuted[f].mean,
    permutation_std: permuted[f].std,
  }));
}
