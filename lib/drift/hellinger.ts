import { binCounts } from "./bin_counts.ts";
import { binEdges } from "./bin_edges.ts";
import type { DriftTest } from "./drift_test.ts";
import { pooledCounts } from "./pooled_counts.ts";
import type { SortedSample } from "./sorted_sample.ts";
import { unlessTooFew } from "./unless_too_few.ts";

/**
 * The Hellinger distance of the two binned densities, 0 to 1. Its bins are not those of the other distances: Sturges'
 * rule counts distinct values of both sides here, and no number of them is too small for bins.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(hellinger.compare(sortedSample([1, 1]), sortedSample([5, 5])).value, 1);
 * equal(hellinger.compare(sortedSample([1]), sortedSample([1, 1])).value, 0);
 * ```
 */
export const hellinger: DriftTest<SortedSample> = {
  name: "hellinger",
  title: "Hellinger distance",
  kinds: ["number"],
  measure: "distance",
  defaultThreshold: 0.1,
  compare(reference, current) {
    return unlessTooFew(reference, current, 1, () => {
      const { values } = pooledCounts(reference, current);
      const integer = reference.integer && current.integer;
      const edges = binEdges(values[0], values[values.length - 1], values.length, integer);
      if (typeof edges === "string") return { status: edges, value: null };
      const p = binCounts(reference.values, edges), q = binCounts(current.values, edges);
      const width = (edges[edges.length - 1] - edges[0]) / p.length;
      let overlap = 0;
      for (let bin = 0; bin < p.length; bin++) {
        const binWidth = edges[bin + 1] - edges[bin];
        const inReference = p[bin] / binWidth / reference.values.length;
        const inCurrent = q[bin] / binWidth / current.values.length;
        overlap += Math.sqrt(inReference * inCurrent) * width;
      }
      return { status: "ok", value: Math.sqrt(1 - Math.min(1, overlap)) };
    });
  },
};
