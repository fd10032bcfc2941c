import { z } from "zod";
import type { Params } from "../contracts/params.ts";
import type { GrowForestOptions } from "../forest/grow_forest.ts";
import { averagePrecision } from "../metrics/average_precision.ts";
import { chooseThreshold } from "../metrics/choose_threshold.ts";
import { decide } from "../metrics/decide.ts";
import { decisionScores } from "../metrics/decision_scores.ts";
import { type CrossValidationParams, outOfFoldScores } from "../model/out_of_fold_scores.ts";
import { numberColumn, type Table } from "../table/table.ts";

/** What a cross-validation found, fold by fold. */
export const foldScoresSchema = z.strictObject({
  average_precision: z.array(z.number()).min(2),
  /** At the threshold that the other folds' scores choose. */
  f1: z.array(z.number()).min(2),
});
export type FoldScores = z.infer<typeof foldScoresSchema>;

/** The params that fold scores depend on. */
export type FoldScoreParams = CrossValidationParams & Pick<Params, "threshold">;

/**
 * Cross-validates from raw rows, and judges every fold by itself: average precision, and F1 at the threshold that the
 * other folds' scores choose, so that nothing is judged on rows that chose it.
 *
 * @param splitBy What no fold may tear apart: rows, machines or stretches of time.
 */
export async function foldScores(
  table: Table,
  params: FoldScoreParams,
  splitBy: "row" | "machine" | "time",
  options: GrowForestOptions,
): Promise<FoldScores> {
  const failure = Uint8Array.from(numberColumn(table, "failure"));
  const { fold, score } = await outOfFoldScores(table, params, splitBy, options);
  const scores: FoldScores = { average_precision: [], f1: [] };
  for (let k = 0; k < params.validation.folds; k++) {
    const inFold = (_: unknown, row: number) => fold[row] === k;
    const elsewhere = (_: unknown, row: number) => fold[row] !== k;
    const labels = failure.filter(inFold), scored = score.filter(inFold);
    const { threshold } = chooseThreshold(
      failure.filter(elsewhere),
      score.filter(elsewhere),
      params.threshold,
    );
    // Both are defined where there are failures, and assignFolds makes no fold without.
    scores.average_precision.push(averagePrecision(labels, scored)!);
    scores.f1.push(decisionScores(labels, decide(scored, threshold)).f1!);
  }
  return scores;
}
