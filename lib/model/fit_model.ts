import { type ModelParams, modelParamsSchema } from "../contracts/model_header.ts";
import { averagePrecision } from "../metrics/average_precision.ts";
import { brierLoss } from "../metrics/brier_loss.ts";
import { growByEngine } from "../forest/grow_by_engine.ts";
import { outOfBagScores } from "../forest/out_of_bag_scores.ts";
import type { WorkerPool } from "../forest/worker_pool.ts";
import { fitRecipe } from "../prepare/recipe.ts";
import { numberColumn, type Table } from "../table/table.ts";
import { calibrate } from "./calibration.ts";
import { chooseDecision, crossValidatedScores } from "./decision.ts";
import type { Model } from "./model.ts";
import { outOfFoldScores } from "./out_of_fold_scores.ts";

/** What fitting a model needs beside rows and params. */
export interface FitModelOptions {
  pool: WorkerPool;
  /** Goes into the header. */
  name: string;
  /** SHA-256 of the readings that the rows come from. */
  dataHash: string;
  /** How rows were held out; cross-validation parts them the same way. */
  splitBy: "row" | "machine" | "time";
  /** Told how many of all trees stand, those of the folds and then the model's own. */
  onTree?: (done: number, total: number) => void;
  /** Told when a phase begins, for whoever has a clock. */
  onPhase?: (phase: "cross-validation" | "final fit" | "done") => void;
  /** Told the out-of-bag average precision of the first trees, of a tenth of them more each time. */
  onOutOfBag?: (trees: number, averagePrecision: number) => void;
}

/** A fitted model and what only fitting knows. */
export interface FittedModel {
  model: Model;
  /** Every training row's calibrated probability, by a forest that never saw it. */
  outOfFoldProbability: Float64Array;
}

/**
 * From rows and params to a model: cross-validates from raw rows, chooses threshold and calibration from those
 * out-of-fold scores, then fits recipe and forest on all the rows. The same rows and params give the same model.
 *
 * @param train Training rows with the contract's columns.
 */
export async function fitModel(
  train: Table,
  params: ModelParams,
  options: FitModelOptions,
): Promise<FittedModel> {
  const { pool, onTree, onPhase, onOutOfBag } = options;
  const { trees } = params.train;
  const failure = Uint8Array.from(numberColumn(train, "failure"));
  const total = trees * (params.validation.folds + 1);

  onPhase?.("cross-validation");
  const outOfFold = await outOfFoldScores(train, params, options.splitBy, {
    pool,
    onTree: (done) => onTree?.(done, total),
  });

  onPhase?.("final fit");
  const fitted = fitRecipe(train, params);
  const growing = growByEngine(fitted.features, fitted.failure, params.train, {
    pool,
    onTree: (done) => onTree?.(trees * params.validation.folds + done, total),
  });
  // Waited for once threshold and calibration are chosen, and no loose end until then.
  growing.catch(() => {});
  await Promise.resolve();
  const decide = (labels: Uint8Array, scores: Float64Array) =>
    chooseDecision(labels, scores, params.threshold, trees);
  const { calibration, threshold } = decide(failure, outOfFold.score);
  const cv = crossValidatedScores(failure, outOfFold, decide);
  const grown = await growing;
  onPhase?.("done");

  const kept = fitted.rows.length;
  const keptFailure = fitted.failure.subarray(0, kept);
  const tellTrees = onOutOfBag && ((tree: number, scores: () => Float64Array) => {
    if (tree % Math.ceil(trees / 10) !== 0 && tree !== trees) return;
    const { average_precision } = outOfBagFigures(scores(), keptFailure);
    if (average_precision !== null) onOutOfBag(tree, average_precision);
  });
  const model: Model = {
    header: {
      format_version: 1,
      name: options.name,
      recipe: fitted.recipe,
      calibration,
      threshold: { rule: params.threshold.rule, ...threshold },
      params: modelParamsSchema.strip().parse(params),
      data: {
        hash: options.dataHash,
        split_by: options.splitBy,
        rows: train.rowCount,
        failures: failure.reduce((sum, failed) => sum + failed, 0),
      },
      training: {
        cv,
        out_of_bag: outOfBagFigures(
          outOfBagScores(grown, fitted.features, kept, tellTrees),
          keptFailure,
        ),
      },
    },
    forest: grown.forest,
    importance: grown.importance,
  };
  return {
    model,
    outOfFoldProbability: outOfFold.score.map((score) => calibrate(calibration, score)),
  };
}

/** Out-of-bag figures on the original rows that at least one tree did not see. */
function outOfBagFigures(score: Float64Array | null, failure: Uint8Array) {
  if (score === null) return { average_precision: null, brier: null };
  const judged = (_: unknown, row: number) => !Number.isNaN(score[row]);
  const labels = failure.filter(judged), scores = score.filter(judged);
  if (labels.length === 0) return { average_precision: null, brier: null };
  return { average_precision: averagePrecision(labels, scores), brier: brierLoss(labels, scores) };
}
