import { calibrationCurve } from "./calibration_curve.ts";

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht, 2015): how far the mean probability lies from the share
 * of failures, averaged over equal-width bins of the predicted probability of failure, each weighted by its rows. The
 * bins are those of {@link calibrationCurve}. Better when lower; null when there are no rows.
 *
 * @param yTrue Labels, 0 or 1.
 * @param probability Numbers in [0, 1].
 * @param options.bins How many bins (default 10).
 * @throws {RangeError} As `calibrationCurve`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(expectedCalibrationError([0, 1, 1, 1], [0.25, 0.25, 0.75, 0.75]), 0.25);
 * ```
 */
export function expectedCalibrationError(
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
  options: { bins?: number } = {},
): number | null {
  const { mean_predicted, observed, count } = calibrationCurve(yTrue, probability, options);
  if (count.length === 0) return null;
  let sum = 0;
  for (let bin = 0; bin < count.length; bin++) {
    sum += count[bin] * Math.abs(mean_predicted[bin] - observed[bin]);
  }
  return sum / yTrue.length;
}
