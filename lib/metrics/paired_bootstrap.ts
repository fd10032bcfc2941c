import { quantileSorted, sampleStandardDeviation } from "simple-statistics";
import { createRandom } from "../random/random.ts";
import { checkRows } from "./check_rows.ts";
import { createResampler } from "./resampler.ts";
import { weightedAveragePrecision } from "./weighted_average_precision.ts";

/** How to resample. */
export interface PairedBootstrapOptions {
  /** How many resamples, from 2. */
  samples: number;
  /** How sure the lower bound is to lie below the true difference, in (0, 1). */
  confidence: number;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
  /** A group number for each row (its machine, say): whole groups are drawn, since their rows are not independent. */
  groups?: ArrayLike<number>;
}

/** How much better one ranking is than another, and how sure that is. */
export interface PairedDifference {
  /** Average precision of each, on the rows themselves. */
  first: number;
  second: number;
  /** `first - second`. */
  difference: number;
  /** The true difference is at least this, with `confidence`. */
  lower: number;
  /** Standard deviation of the difference over resamples. */
  standardError: number;
}

/**
 * Bootstraps the difference in average precision between two scorings of the same rows. Each resample draws as many
 * rows, or groups, as there are, with replacement, and both scorings are judged on it: what makes a sample easy or
 * hard is the same for both, and leaves the difference. The bound is the (1 - confidence) quantile (type 7) of the
 * resamples' differences, one-sided: the percentile method (Efron and Tibshirani, An Introduction to the Bootstrap,
 * 1993, chapter 13).
 *
 * Rows are drawn as they come, not class by class: average precision depends on the share of failures, which the next
 * sample of a plant leaves to chance as well. A resample without any failure is passed over.
 *
 * Time O(n log n + samples · n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param first Finite numbers, higher for failures.
 * @param second The other scoring of the same rows, in the same order.
 * @returns Null when no row failed, or fewer than half of the resamples hold a failure.
 * @throws {RangeError} When lengths differ, a label is neither 0 nor 1, a score is not finite, or an option is out of
 * range.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * const yTrue = [0, 0, 0, 1, 1, 1];
 * const sharp = [0.1, 0.2, 0.3, 0.7, 0.8, 0.9], blunt = [0.1, 0.8, 0.3, 0.7, 0.2, 0.9];
 * const options = { samples: 200, confidence: 0.9, seed: 1 };
 * ok(pairedBootstrap(yTrue, sharp, blunt, options)!.lower >= 0);
 * equal(pairedBootstrap(yTrue, blunt, blunt, options)!.lower, 0);
 * ```
 */
export function pairedBootstrap(
  yTrue: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: PairedBootstrapOptions,
): PairedDifference | null {
  const { samples, confidence, seed, groups } = options;
  const action = "bootstrap a difference";
  checkRows(action, yTrue, first);
  checkRows(action, yTrue, second);
  if (!Number.isInteger(samples) || samples < 2) {
    throw new RangeError(
      `Cannot ${action}: samples must be a whole number from 2, current value: ${samples}`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`Cannot ${action}: confidence must lie in (0, 1), current value: ${confidence}`);
  }
  if (groups !== undefined && groups.length !== yTrue.length) {
    throw new RangeError(
      `Cannot ${action}: there must be a group for each of ${yTrue.length} rows, current value: ${groups.length}`,
    );
  }

  const ofFirst = weightedAveragePrecision(yTrue, first);
  const ofSecond = weightedAveragePrecision(yTrue, second);
  const weights = new Uint32Array(yTrue.length).fill(1);
  const whole = { first: ofFirst(weights), second: ofSecond(weights) };

  const position = Uint32Array.from({ length: yTrue.length }, (_, row) => row);
  const draw = createResampler({ position, groups, random: createRandom(seed) });
  const drawn = new Float64Array(samples);
  let defined = 0;
  for (let sample = 0; sample < samples; sample++) {
    draw(weights);
    const difference = ofFirst(weights) - ofSecond(weights);
    if (!Number.isNaN(difference)) drawn[defined++] = difference;
  }
  if (2 * defined < samples) return null;
  // simple-statistics asks for arrays by type; it reads indices and lengths alone.
  const sorted = drawn.subarray(0, defined).sort() as unknown as number[];
  return {
    ...whole,
    difference: whole.first - whole.second,
    lower: quantileSorted(sorted, 1 - confidence),
    standardError: sampleStandardDeviation(sorted),
  };
}
