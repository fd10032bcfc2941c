import { quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { type ScoreName, scoreNames } from "../contracts/metrics.ts";
import { createRandom } from "../random/random.ts";
import { checkProbabilities } from "./check_rows.ts";
import { createResampler } from "./resampler.ts";
import { createWeightedScorer } from "./weighted_scorer.ts";

/** How to resample. */
export interface BootstrapOptions {
  /** How many resamples (default 1,000). */
  samples?: number;
  /** How much of them an interval covers, in (0, 1) (default 0.95). */
  confidence?: number;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
  /** A group number for each row (its machine, say): whole groups are drawn, since their rows are not independent. */
  groups?: ArrayLike<number>;
}

/** How sure each score is. */
export interface BootstrapResult {
  /** Percentile intervals, lower end first. */
  intervals: Record<ScoreName, [number, number] | null>;
  /** Standard deviations over resamples. */
  standardErrors: Record<ScoreName, number | null>;
}

/**
 * Percentile bootstrap intervals (Efron, 1979) and standard errors of every score. As many rows, or groups, as there
 * are are drawn with replacement and scored, `samples` times; an interval runs between the resamples' quantiles (type
 * 7) that leave (1 - confidence) / 2 on either side. Resamples that leave a score undefined are passed over; where
 * fewer than half define it, interval and error are null. Time O(n log n + samples · n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @param threshold A row is called a failure from this probability on.
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, a probability lies outside [0, 1], or an
 * option is out of range.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * const yTrue = [0, 0, 0, 1, 1, 1];
 * const { intervals, standardErrors } = bootstrapIntervals(yTrue, [0.1, 0.2, 0.6, 0.4, 0.8, 0.9], 0.5, { seed: 1 });
 * const [lower, upper] = intervals.accuracy!;
 * ok(lower < 4 / 6 && 4 / 6 < upper);
 * ok(standardErrors.accuracy! > 0);
 * ```
 */
export function bootstrapIntervals(
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
  threshold: number,
  options: BootstrapOptions,
): BootstrapResult {
  const { samples = 1000, confidence = 0.95, seed, groups } = options;
  checkProbabilities("bootstrap scores", yTrue, probability);
  if (!Number.isInteger(samples) || samples < 2) {
    throw new RangeError(
      `Cannot bootstrap scores: samples must be a whole number from 2, current value: ${samples}`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `Cannot bootstrap scores: confidence must lie in (0, 1), current value: ${confidence}`,
    );
  }
  if (groups !== undefined && groups.length !== yTrue.length) {
    throw new RangeError(
      `Cannot bootstrap scores: there must be a group for each of ${yTrue.length} rows, current value: ${groups.length}`,
    );
  }

  const scorer = createWeightedScorer(yTrue, probability, threshold);
  const draw = createResampler({ position: scorer.position, groups, random: createRandom(seed) });
  const weights = new Uint32Array(yTrue.length);
  const scores = new Float64Array(scoreNames.length);
  const drawn = scoreNames.map(() => new Float64Array(samples));
  const defined = new Uint32Array(scoreNames.length);
  for (let sample = 0; sample < samples; sample++) {
    draw(weights);
    scorer.score(weights, scores);
    for (let s = 0; s < scores.length; s++) {
      if (!Number.isNaN(scores[s])) drawn[s][defined[s]++] = scores[s];
    }
  }

  const result = { intervals: {}, standardErrors: {} } as BootstrapResult;
  const tail = (1 - confidence) / 2;
  scoreNames.forEach((name, s) => {
    // simple-statistics asks for arrays by type; it reads indices and lengths alone.
    const values = drawn[s].subarray(0, defined[s]).sort() as unknown as number[];
    const enough = 2 * defined[s] >= samples;
    result.intervals[name] = enough ? [quantileSorted(values, tail), quantileSorted(values, 1 - tail)] : null;
    result.standardErrors[name] = enough ? sampleStandardDeviation(values) : null;
  });
  return result;
}
