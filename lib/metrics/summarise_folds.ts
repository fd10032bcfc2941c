import { mean, sampleStandardDeviation } from "simple-statistics";
import { type ScoreName, scoreNames, type Scores } from "../contracts/metrics.ts";

/** A score over folds. */
export interface FoldSpread {
  mean: number;
  /** Sample standard deviation, with n - 1. */
  std: number;
}

/**
 * Mean and sample standard deviation of every score over the folds of a cross-validation. A score that any fold
 * leaves undefined is null: the mean of the others would be of easier folds.
 *
 * @param folds Each fold's scores, two folds at least.
 * @throws {RangeError} When there are fewer than two folds.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { scoreAll } from "./score_all.ts";
 * const folds = [scoreAll([0, 1], [0.2, 0.8], 0.5), scoreAll([1, 1], [0.2, 0.8], 0.5)];
 * deepEqual(summariseFolds(folds).accuracy, { mean: 0.75, std: Math.SQRT1_2 / 2 });
 * deepEqual(summariseFolds(folds).roc_auc, null);
 * ```
 */
export function summariseFolds(
  folds: readonly Pick<Scores, ScoreName>[],
): Record<ScoreName, FoldSpread | null> {
  if (folds.length < 2) {
    throw new RangeError(`Cannot summarise folds: there must be at least 2, current value: ${folds.length}`);
  }
  const summary = {} as Record<ScoreName, FoldSpread | null>;
  for (const name of scoreNames) {
    const values = folds.map((fold) => fold[name]).filter((value) => value !== null);
    summary[name] = values.length < folds.length
      ? null
      : { mean: mean(values), std: sampleStandardDeviation(values) };
  }
  return summary;
}
