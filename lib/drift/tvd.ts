import { createRandom } from "../random/random.ts";
import { type CategoryCounts, pairCounts, type PairedCounts } from "./category_counts.ts";
import type { DriftTest } from "./drift_test.ts";
import { effectOf } from "./effect.ts";
import { drawHypergeometric, logFactorials } from "./hypergeometric.ts";

/** How the permutations are drawn. */
export interface TvdOptions extends Record<string, unknown> {
  /** How many (default 10,000; fewer for more than 10,000 categories). */
  permutations?: number;
  /** A whole number from 0 to 2^32 - 1 (default 0). */
  seed?: number;
}

/**
 * The total variation distance of two samples' categories, half the sum of |p - q|, with its p by permutation
 * (Evidently's `TVD`): the share of shuffles of all rows whose distance is at least the one seen. The value is p, the
 * distance is its effect. A shuffle's counts are drawn from the multivariate hypergeometric distribution that they
 * follow, so that time does not grow with rows, and ten times Evidently's 1,000 cost little: p is the steadier for it.
 */
export const tvd: DriftTest<CategoryCounts, TvdOptions> = {
  name: "TVD",
  title: "Total variation distance",
  kinds: ["category"],
  measure: "p_value",
  defaultThreshold: 0.1,
  compare(reference, current, { permutations = 10_000, seed = 0 } = {}) {
    if (reference.total === 0 || current.total === 0) return { status: "empty", value: null };
    const paired = pairCounts(reference, current);
    const distance = distanceOf(paired.reference, paired.current, paired);
    const logs = logFactorials(reference.total + current.total);
    const random = createRandom(seed);
    const first = new Float64Array(paired.categories.length), second = first.slice();
    const shuffles = Math.min(permutations, Math.max(100, Math.floor(mostDraws / first.length)));
    let atLeast = 0;
    for (let shuffle = 0; shuffle < shuffles; shuffle++) {
      let rows = reference.total + current.total, places = reference.total;
      for (let i = 0; i < first.length; i++) {
        const both = paired.reference[i] + paired.current[i];
        first[i] = drawHypergeometric(both, rows - both, places, logs, random);
        second[i] = both - first[i];
        rows -= both;
        places -= first[i];
      }
      if (distance <= distanceOf(first, second, paired)) atLeast++;
    }
    return {
      status: "ok",
      value: atLeast / shuffles,
      effect: effectOf("total_variation_distance", distance, [0.1, 0.3, 0.5]),
    };
  },
};

/** Draws of one category's count that a test may take: some seconds. */
const mostDraws = 100_000_000;

function distanceOf(
  reference: Float64Array,
  current: Float64Array,
  { referenceTotal, currentTotal }: PairedCounts,
): number {
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    sum += Math.abs(reference[i] / referenceTotal - current[i] / currentTotal);
  }
  return 0.5 * sum;
}
