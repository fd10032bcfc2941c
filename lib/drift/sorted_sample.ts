import { sortNumbers } from "../table/sort_numbers.ts";

/** A column of numbers as the drift tests read it: ascending, so that a report sorts each column once. */
export interface SortedSample {
  /** Ascending; neither NaN nor infinite. */
  values: Float64Array;
  /**
   * Whether the column holds whole numbers only, as a data frame would type it. It matters to binning alone: numpy
   * makes no bin of whole numbers narrower than 1.
   */
  integer: boolean;
}

/** What a maker of a sample may know about it. */
export interface SortedSampleOptions {
  /** Whether it is a column of integers (`1.0` in a file makes it none, and so does a missing cell) or of booleans; else inferred. */
  integer?: boolean;
  /** Whether the values are ascending already: they are used as they are, without a copy. */
  sorted?: boolean;
  /** Whether the values may be overwritten: they are sorted where they stand, not in a copy. */
  owned?: boolean;
}

/**
 * Sorts a copy of a column, or the column itself where that is allowed. Missing values are dropped, infinite ones too, as Evidently does before it compares.
 * O(n).
 *
 * @param values Numbers in any order; NaN where missing.
 * @param options See {@link SortedSampleOptions}.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(sortedSample([3, NaN, 1, 2]), { values: new Float64Array([1, 2, 3]), integer: true });
 * ```
 */
export function sortedSample(values: ArrayLike<number>, options: SortedSampleOptions = {}): SortedSample {
  let sorted: Float64Array;
  if (options.sorted && values instanceof Float64Array) {
    sorted = values;
  } else {
    sorted = options.owned && values instanceof Float64Array ? values : new Float64Array(values.length);
    let kept = 0;
    for (let row = 0; row < values.length; row++) {
      const value = values[row];
      // Adding 0 makes -0 into 0, which a typed array would sort apart.
      if (Number.isFinite(value)) sorted[kept++] = value + 0;
    }
    sorted = sortNumbers(sorted.subarray(0, kept));
  }
  return { values: sorted, integer: options.integer ?? sorted.every(Number.isInteger) };
}
