import { checkProbabilities } from "./check_rows.ts";
import { probabilityBin } from "./probability_bin.ts";

/** A reliability curve: an entry for each bin that holds rows, by rising probability. */
export interface CalibrationCurve {
  /** Mean probability of the bin's rows. */
  mean_predicted: number[];
  /** Share of them that failed. */
  observed: number[];
  /** How many they are. */
  count: number[];
}

/**
 * Compares predicted probabilities with what was observed, in equal-width bins. Equals scikit-learn's
 * `calibration_curve(strategy="uniform")`, which has no counts.
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @param options.bins How many bins (default 10).
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, a probability lies outside [0, 1], or
 * `bins` is not a whole number from 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(calibrationCurve([0, 1, 1], [0.25, 0.25, 0.75], { bins: 2 }), {
 *   mean_predicted: [0.25, 0.75],
 *   observed: [0.5, 1],
 *   count: [2, 1],
 * });
 * ```
 */
export function calibrationCurve(
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
  { bins = 10 }: { bins?: number } = {},
): CalibrationCurve {
  checkProbabilities("draw calibration curve", yTrue, probability);
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(
      `Cannot draw calibration curve: bins must be a whole number from 1, current value: ${bins}`,
    );
  }
  const count = new Float64Array(bins), failures = new Float64Array(bins), predicted = new Float64Array(bins);
  for (let i = 0; i < yTrue.length; i++) {
    const bin = probabilityBin(probability[i], bins);
    count[bin]++;
    failures[bin] += yTrue[i];
    predicted[bin] += probability[i];
  }
  const filled = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => count[bin] > 0);
  return {
    mean_predicted: filled.map((bin) => predicted[bin] / count[bin]),
    observed: filled.map((bin) => failures[bin] / count[bin]),
    count: filled.map((bin) => count[bin]),
  };
}
