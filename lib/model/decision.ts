import type { ScoreName } from "../contracts/metrics.ts";
import type { Calibration } from "../contracts/model_header.ts";
import type { ThresholdParams } from "../contracts/params.ts";
import { chooseThreshold } from "../metrics/choose_threshold.ts";
import { scoreAll } from "../metrics/score_all.ts";
import { type FoldSpread, summariseFolds } from "../metrics/summarise_folds.ts";
import { calibrate, fitCalibration } from "./calibration.ts";
import type { OutOfFold } from "./out_of_fold_scores.ts";

/** How a forest's score becomes a probability and a decision. */
export interface Decision {
  calibration: Calibration;
  /** The threshold on the forest's score, and the same on the probability. */
  threshold: { score: number; probability: number };
}

/**
 * Chooses threshold and calibration from out-of-fold scores of original rows.
 *
 * @param trees How many trees the forest has: scores are drawn in from 0 and 1 by half a vote.
 */
export function chooseDecision(
  failure: ArrayLike<number>,
  score: ArrayLike<number>,
  params: ThresholdParams,
  trees: number,
): Decision {
  const calibration = fitCalibration(failure, score, 1 / (2 * Math.max(trees, 2)));
  const { threshold } = chooseThreshold(failure, score, params);
  return { calibration, threshold: { score: threshold, probability: calibrate(calibration, threshold) } };
}

/**
 * Cross-validated scores: each fold is judged with the threshold and calibration that the other folds' scores choose,
 * so that nothing is judged on rows that chose it.
 *
 * @returns Mean and sample standard deviation over folds, by score.
 */
export function crossValidatedScores(
  failure: Uint8Array,
  { fold, score }: OutOfFold,
  decide: (failure: Uint8Array, score: Float64Array) => Decision,
): Record<ScoreName, FoldSpread | null> {
  const folds = fold.reduce((most, f) => Math.max(most, f), 0) + 1;
  return summariseFolds(Array.from({ length: folds }, (_, k) => {
    const inFold = (_: unknown, row: number) => fold[row] === k;
    const elsewhere = (_: unknown, row: number) => fold[row] !== k;
    const { calibration, threshold } = decide(failure.filter(elsewhere), score.filter(elsewhere));
    const probability = score.filter(inFold).map((value) => calibrate(calibration, value));
    return scoreAll(failure.filter(inFold), probability, threshold.probability);
  }));
}

/** The textbook's decision: half of the votes, uncalibrated. */
export const halfOfTheVotes: Decision = {
  calibration: { method: "identity" },
  threshold: { score: 0.5, probability: 0.5 },
};
