/**
 * P-values corrected for their number (Benjamini and Hochberg, 1995, "Controlling the false discovery rate"): calling
 * drift where the corrected one is at most a rate keeps the expected share of false calls among all calls at most that
 * rate, for tests that are independent or depend positively. Equal to R's `p.adjust(p, "BH")`. O(n log n).
 *
 * @param pValues Numbers in [0, 1].
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(adjustPValues([0.01, 0.04, 0.5]), [0.03, 0.06, 0.5]);
 * ```
 */
export function adjustPValues(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b] - pValues[a]);
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((index, place) => {
    least = Math.min(least, pValues[index] * pValues.length / (pValues.length - place));
    adjusted[index] = least;
  });
  return adjusted;
}
