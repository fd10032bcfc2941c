/**
 * Which of `bins` equal-width bins of [0, 1] a probability falls into. A bin holds its upper edge and not its lower
 * one, except that the first holds 0 too: scikit-learn's `calibration_curve` does so. Edges are the doubles i · (1 /
 * bins), numpy's `linspace`.
 *
 * @returns A whole number from 0 to bins - 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual([0, 0.1, 0.11, 1].map((probability) => probabilityBin(probability, 10)), [0, 0, 1, 9]);
 * ```
 */
export function probabilityBin(probability: number, bins: number): number {
  const width = 1 / bins;
  let bin = Math.min(bins - 1, Math.floor(probability * bins));
  // The guess is off by one at most: on an edge, or where the product rounded over one.
  while (bin > 0 && probability <= bin * width) bin--;
  while (bin < bins - 1 && probability > (bin + 1) * width) bin++;
  return bin;
}
