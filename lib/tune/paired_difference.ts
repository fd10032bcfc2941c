import { mean, sampleVariance } from "simple-statistics";

/** How much better one candidate is than another, and how sure that is. */
export interface Difference {
  mean: number;
  /** Of the mean: a difference smaller than this is noise. */
  standardError: number;
}

/**
 * The mean difference of two candidates' scores on the same folds, with the corrected standard error of Nadeau and
 * Bengio (2003): folds share training rows, so that their scores vary less than those of new data would, and the
 * variance of a mean over J folds is (1/J + test/train) s² rather than s²/J.
 *
 * @param scores One candidate's scores, of one or of several cross-validations of `folds` folds each.
 * @param others The other's, on the same folds in the same order.
 * @throws {RangeError} When the lengths differ, or there are fewer than two.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(pairedDifference([0.75, 0.75], [0.5, 0.25], 2), {
 *   mean: 0.375,
 *   standardError: Math.sqrt((1 / 2 + 1) * 0.03125),
 * });
 * ```
 */
export function pairedDifference(
  scores: readonly number[],
  others: readonly number[],
  folds: number,
): Difference {
  if (scores.length !== others.length || scores.length < 2) {
    throw new RangeError(
      `Cannot compare: both must have as many scores, 2 at least, current values: ${scores.length} and ` +
        `${others.length}`,
    );
  }
  const differences = scores.map((score, i) => score - others[i]);
  const variance = (1 / differences.length + 1 / (folds - 1)) * sampleVariance(differences);
  return { mean: mean(differences), standardError: Math.sqrt(variance) };
}
