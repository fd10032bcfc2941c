import type { DriftTest } from "./drift_test.ts";
import { meanVariance } from "./mean_variance.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/** What the distance is divided by when the reference hardly varies: Evidently's floor. */
const LEAST_NORM = 0.001;

/**
 * The first Wasserstein distance (the area between the two cumulative distributions: how far the average row has to
 * move), divided by the reference's standard deviation (n in the denominator), which is taken as 0.001 at least. So a
 * constant reference has a value here, as it has in Evidently, and one in the unit of a thousandth.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(wasserstein.compare(sortedSample([0, 2]), sortedSample([1, 3])).value, 1);
 * ```
 */
export const wasserstein: DriftTest<SortedSample> = {
  name: "wasserstein",
  title: "Wasserstein distance, in standard deviations of the reference",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const { values, inReference, inCurrent, referenceSize, currentSize } = pooledCounts(reference, current);
      let area = 0, i = 0, j = 0;
      for (let at = 0; at < values.length - 1; at++) {
        const gap = (i += inReference[at]) / referenceSize - (j += inCurrent[at]) / currentSize;
        area += Math.abs(gap) * (values[at + 1] - values[at]);
      }
      const norm = Math.max(Math.sqrt(meanVariance(reference.values).variance), LEAST_NORM);
      return { status: "ok", value: area / norm };
    });
  },
};
