import type { DriftTest } from "./drift_test.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * The energy distance: the root of twice the squared gap between the two cumulative distributions, summed along the
 * line (Székely 2002, "E-statistics"). In the root of the column's unit, so that a threshold suits one column only; not
 * drifted at the threshold itself, as in Evidently's code.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(energyDistance.compare(sortedSample([0]), sortedSample([2])).value, 2);
 * ```
 */
export const energyDistance: DriftTest<SortedSample> = {
  name: "ed",
  title: "Energy distance",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  atThreshold: "kept",
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const { values, inReference, inCurrent, referenceSize, currentSize } = pooledCounts(reference, current);
      let area = 0, i = 0, j = 0;
      for (let at = 0; at < values.length - 1; at++) {
        const gap = (i += inReference[at]) / referenceSize - (j += inCurrent[at]) / currentSize;
        area += gap * gap * (values[at + 1] - values[at]);
      }
      return { status: "ok", value: Math.sqrt(2 * area) };
    });
  },
};
