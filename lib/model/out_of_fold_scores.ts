import type { Params } from "../contracts/params.ts";
import { growByEngine } from "../forest/grow_by_engine.ts";
import type { GrowForestOptions } from "../forest/grow_forest.ts";
import { scoreRows } from "../forest/score_rows.ts";
import { featureColumns } from "../prepare/features.ts";
import { assignFolds } from "../prepare/folds.ts";
import { fitRecipe, type RecipeParams } from "../prepare/recipe.ts";
import { type Table, takeRows } from "../table/table.ts";

/** Every training row, scored by a forest that never saw it. */
export interface OutOfFold {
  /** The fold that each row was scored in, from 0. */
  fold: Int32Array;
  /** The forest's score, before calibration, in [0, 1]. */
  score: Float64Array;
}

/** The params that cross-validation depends on. */
export type CrossValidationParams = RecipeParams & Pick<Params, "train" | "validation">;

/**
 * Cross-validates from raw rows: in every fold the recipe (encoder, fences, synthetic rows) and the forest are
 * fitted on the other folds' rows alone, and score the fold's original rows, none of them removed.
 *
 * @param splitBy What no fold may tear apart: rows, machines or stretches of time.
 */
export async function outOfFoldScores(
  table: Table,
  params: CrossValidationParams,
  splitBy: "row" | "machine" | "time",
  options: GrowForestOptions,
): Promise<OutOfFold> {
  const { folds, seed } = params.validation;
  const fold = assignFolds(table, { folds, seed, by: splitBy });
  const score = new Float64Array(table.rowCount);
  const stand = new Int32Array(folds);

  async function scoreFold(k: number): Promise<void> {
    const rest = positions(fold, (f) => f !== k), scored = positions(fold, (f) => f === k);
    const { recipe, features, failure } = fitRecipe(takeRows(table, rest), params);
    const { forest } = await growByEngine(features, failure, params.train, {
      ...options,
      onTree: (done) => {
        stand[k] = done;
        options.onTree?.(stand.reduce((sum, trees) => sum + trees, 0));
      },
    });
    const scores = scoreRows(forest, featureColumns(takeRows(table, scored), recipe));
    scored.forEach((row, i) => score[row] = scores[i]);
  }

  // Two folds at a time: one's rows are made ready while the other's forest grows.
  let earlier = Promise.resolve();
  for (let k = 0; k < folds; k++) {
    const one = scoreFold(k);
    // Waited for in its turn, and no loose end until then.
    one.catch(() => {});
    await earlier;
    earlier = one;
  }
  await earlier;
  return { fold, score };
}

function positions(fold: Int32Array, wanted: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(fold.length);
  let count = 0;
  for (let row = 0; row < fold.length; row++) if (wanted(fold[row])) rows[count++] = row;
  return rows.subarray(0, count);
}
