/** What a column holds: numbers, or labels from a set of categories. */
export type ColumnKind = "number" | "category";

/**
 * How a comparison ended.
 *
 * - `ok`: `value` is a number to be held against the threshold.
 * - `constant`: the test divides by a spread that is zero, so it has no value here.
 * - `empty`: one of the sides has no value at all.
 * - `too_few`: one of the sides has fewer values than the test needs.
 * - `overflow`: values are so large that the arithmetic left the range of a double.
 * - `too_many`: there are more categories than the test can compare.
 */
export type DriftStatus = "ok" | "constant" | "empty" | "too_few" | "overflow" | "too_many";

/** How large a difference is, whatever the number of rows. */
export interface Effect {
  /** The measure's name, such as `cliffs_delta`. */
  name: string;
  /** Its value; the sign, where there is one, is positive when current is larger. */
  value: number;
  /** The value in words. */
  magnitude: "negligible" | "small" | "medium" | "large";
}

/** A test's answer: a number when there is one, and a named reason when there is none, never NaN. */
export type DriftResult =
  | { status: "ok"; value: number; effect?: Effect }
  | { status: Exclude<DriftStatus, "ok">; value: null; effect?: undefined };

/**
 * A comparison of a column of the reference with the same column now.
 *
 * `Sample` is what it compares: {@link SortedSample} for numbers, a list or a table of counts for categories.
 */
export interface DriftTest<Sample = unknown, Options = Record<string, unknown>> {
  /** Evidently's name for it, as people write it in params and on the command line. */
  name: string;
  /** Its name in words. */
  title: string;
  /** The kinds of column that it can compare. */
  kinds: readonly ColumnKind[];
  /** `p_value`: drifted below the threshold. `distance`: drifted from the threshold on. */
  measure: "p_value" | "distance";
  /** The threshold used when none is given. */
  defaultThreshold: number;
  /** Whether a value equal to the threshold drifted, where it differs from `measure`: a p-value did not, a distance did. */
  atThreshold?: "drifted" | "kept";
  compare(reference: Sample, current: Sample, options?: Options): DriftResult;
}
