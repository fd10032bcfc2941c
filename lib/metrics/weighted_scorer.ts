import { type ScoreName, scoreNames } from "../contracts/metrics.ts";
import { rowLogLoss } from "./log_loss.ts";
import { probabilityBin } from "./probability_bin.ts";
import { rankScores } from "./rank_scores.ts";

/** How many times each row counts, in; scores in the order of `scoreNames`, NaN where undefined, out. */
export interface WeightedScorer {
  /** Position of every row in the scorer's own order; weights are given in that order. */
  readonly position: Uint32Array;
  /** Writes every score of the rows so weighted to `scores`, which has room for `scoreNames.length`. O(n). */
  readonly score: (weights: Uint32Array, scores: Float64Array) => void;
}

const bins = 10;

/**
 * Prepares rows to be scored many times over with different whole-number weights: sorts once, and keeps each row's
 * own part of every sum. A weight of 2 is the same as the row standing twice.
 *
 * @param yTrue Labels, 0 or 1, checked by the caller.
 * @param probability Numbers in [0, 1], checked by the caller.
 * @param threshold A row is called a failure from this probability on.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { scoreNames } from "../contracts/metrics.ts";
 * const scorer = createWeightedScorer([0, 1], [0.25, 0.75], 0.5);
 * const scores = new Float64Array(scoreNames.length);
 * scorer.score(Uint32Array.of(3, 1), scores);
 * equal(scores[scoreNames.indexOf("accuracy")], 1);
 * equal(scores[scoreNames.indexOf("brier")], 0.0625);
 * ```
 */
export function createWeightedScorer(
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
  threshold: number,
): WeightedScorer {
  const rows = yTrue.length;
  const { order, tieEnds } = rankScores(probability);
  const position = new Uint32Array(rows);
  const label = new Uint8Array(rows), bin = new Uint8Array(rows);
  const sorted = new Float64Array(rows), squared = new Float64Array(rows), logs = new Float64Array(rows);
  let predicted = 0;
  for (let i = 0; i < rows; i++) {
    const row = order[i], p = probability[row];
    position[row] = i;
    label[i] = yTrue[row];
    sorted[i] = p;
    bin[i] = probabilityBin(p, bins);
    squared[i] = (p - label[i]) ** 2;
    logs[i] = rowLogLoss(label[i], p);
    if (p >= threshold) predicted = i + 1;
  }
  const binExcess = new Float64Array(bins);

  function score(weights: Uint32Array, scores: Float64Array): void {
    // Rows stand by falling probability: those at or above the threshold are the first `predicted` ones, and a run
    // of equal probabilities never straddles that place, so the counts there are the confusion matrix's.
    let failures = 0, total = 0, halfPairs = 0, precisionSum = 0, squaredSum = 0, logSum = 0;
    let hits = 0, alarms = 0, i = 0;
    binExcess.fill(0);
    for (let tie = 0; tie < tieEnds.length; tie++) {
      const end = tieEnds[tie];
      let tied = 0, tiedFailures = 0;
      for (; i < end; i++) {
        const weight = weights[i];
        if (weight === 0) continue;
        tied += weight;
        tiedFailures += weight * label[i];
        squaredSum += weight * squared[i];
        logSum += weight * logs[i];
        binExcess[bin[i]] += weight * (sorted[i] - label[i]);
      }
      halfPairs += (tied - tiedFailures) * (2 * failures + tiedFailures);
      failures += tiedFailures;
      total += tied;
      if (tiedFailures > 0) precisionSum += tiedFailures * failures / total;
      if (end === predicted) {
        hits = failures;
        alarms = total - failures;
      }
    }

    const sound = total - failures, missed = failures - hits, passed = sound - alarms;
    let excess = 0;
    for (let b = 0; b < bins; b++) excess += Math.abs(binExcess[b]);
    scores[at.accuracy] = (hits + passed) / total;
    scores[at.precision] = hits / (hits + alarms);
    scores[at.recall] = hits / failures;
    scores[at.f1] = 2 * hits / (2 * hits + alarms + missed);
    scores[at.mcc] = (hits * passed - alarms * missed) /
      (Math.sqrt(hits + alarms) * Math.sqrt(failures) * Math.sqrt(sound) * Math.sqrt(passed + missed));
    scores[at.roc_auc] = halfPairs / 2 / failures / sound;
    scores[at.average_precision] = precisionSum / failures;
    scores[at.brier] = squaredSum / total;
    scores[at.ece] = excess / total;
    scores[at.log_loss] = logSum / total;
  }

  return { position, score };
}

const at = Object.fromEntries(scoreNames.map((name, i) => [name, i])) as Record<ScoreName, number>;
