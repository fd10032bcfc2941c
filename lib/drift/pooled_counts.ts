import type { SortedSample } from "./sorted_sample.ts";

/** Two samples laid on one line: each distinct value once, with how often either side holds it. */
export interface PooledCounts {
  /** Distinct values of both sides, ascending. */
  values: Float64Array;
  /** How often the reference holds each of them. */
  inReference: Uint32Array;
  /** How often the current sample does. */
  inCurrent: Uint32Array;
  /** Rows of the reference. */
  referenceSize: number;
  /** Rows of the current sample. */
  currentSize: number;
}

/**
 * Merges two sorted samples. Every rank test reads ties off it, and every distance its steps. O(n + m).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const pooled = pooledCounts(sortedSample([1, 1, 2]), sortedSample([2, 3]));
 * deepEqual([...pooled.values], [1, 2, 3]);
 * deepEqual([...pooled.inReference], [2, 1, 0]);
 * deepEqual([...pooled.inCurrent], [0, 1, 1]);
 * ```
 */
export function pooledCounts(reference: SortedSample, current: SortedSample): PooledCounts {
  const a = reference.values, b = current.values;
  const values = new Float64Array(a.length + b.length);
  const inReference = new Uint32Array(values.length), inCurrent = new Uint32Array(values.length);
  let distinct = 0, i = 0, j = 0;
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    const fromA = i, fromB = j;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    values[distinct] = value;
    inReference[distinct] = i - fromA;
    inCurrent[distinct] = j - fromB;
    distinct++;
  }
  return {
    values: values.subarray(0, distinct),
    inReference: inReference.subarray(0, distinct),
    inCurrent: inCurrent.subarray(0, distinct),
    referenceSize: a.length,
    currentSize: b.length,
  };
}
