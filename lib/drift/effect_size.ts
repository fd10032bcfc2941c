import type { Effect } from "./drift_test.ts";
import { effectOf } from "./effect.ts";
import type { PooledCounts } from "./pooled_counts.ts";

/**
 * Cliff's delta: the chance that a current value exceeds a reference value, less the chance of the opposite. It stands
 * beside tests of location; -1 to 1, positive when current is larger, and nothing about the values' scale or tails
 * enters. Words by Romano et al. (2006), "Exploring methods for evaluating group differences": from 0.147 small, from
 * 0.33 medium, from 0.474 large. O(distinct values).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { pooledCounts } from "./pooled_counts.ts";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(cliffsDelta(pooledCounts(sortedSample([1, 2]), sortedSample([2, 3]))).value, 0.75);
 * ```
 */
export function cliffsDelta(pooled: PooledCounts): Effect {
  const { inReference, inCurrent, referenceSize, currentSize } = pooled;
  let below = 0, more = 0;
  for (let at = 0; at < inReference.length; at++) {
    // Of this group's current rows, each exceeds `below` reference rows, and the rest but the ties exceed it.
    more += inCurrent[at] * (2 * below + inReference[at] - referenceSize);
    below += inReference[at];
  }
  const value = more / (referenceSize * currentSize);
  return effectOf("cliffs_delta", value, [0.147, 0.33, 0.474]);
}

/**
 * The Kolmogorov-Smirnov distance: the largest gap between the two cumulative distributions, 0 to 1. It stands beside
 * tests of a whole distribution, where a change may be one of spread that no measure of location sees. Words by Cohen's
 * for a shift of a normal distribution by d standard deviations, whose gap is 2 Φ(d / 2) - 1: d = 0.2 small (0.080),
 * 0.5 medium (0.197), 0.8 large (0.311); Cohen (1988), "Statistical Power Analysis". O(distinct values).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { pooledCounts } from "./pooled_counts.ts";
 * import { sortedSample } from "./sorted_sample.ts";
 * equal(ksDistance(pooledCounts(sortedSample([1, 2]), sortedSample([2, 3]))).value, 0.5);
 * ```
 */
export function ksDistance(pooled: PooledCounts): Effect {
  const { inReference, inCurrent, referenceSize, currentSize } = pooled;
  let i = 0, j = 0, least = 0, most = 0;
  for (let at = 0; at < inReference.length; at++) {
    const gap = (i += inReference[at]) / referenceSize - (j += inCurrent[at]) / currentSize;
    if (gap < least) least = gap;
    if (gap > most) most = gap;
  }
  const value = Math.max(-least, most);
  return effectOf("ks_distance", value, [0.080, 0.197, 0.311]);
}
