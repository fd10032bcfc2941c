import type { Fence } from "../contracts/model_header.ts";
import type { OutlierParams } from "../contracts/params.ts";
import { clopperPearsonUpper } from "./clopper_pearson.ts";
import { nominalFeatures } from "./feature_names.ts";
import { quantiles } from "./quantile.ts";

/**
 * Fits fences round the bulk of each numeric feature: from Q1 - k·IQR to Q3 + k·IQR, both ends inside (Tukey, 1977,
 * "Exploratory data analysis"). All are fitted on all rows at once, before any row is removed. Categories (`type`,
 * failure modes) have none.
 *
 * With `keep_signal` a fence is applied only when what it cuts off is known to be no more than noise: some rows lie
 * outside, and the 95 % upper bound of their failure rate is below `max_risk_ratio` times the rate inside. Where the
 * outliers are the failures, or may be, the column is left whole. Without it every fence is applied.
 *
 * A column whose quartiles are equal has fences of no width: every other value lies outside. Plain removal cuts
 * those rows off; with `keep_signal` they are judged like any others. A constant column has nothing outside.
 *
 * @param names The features' names.
 * @param columns One column a name, finite numbers, training rows alone.
 * @param failure 1 where the row failed, else 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const torque = Float64Array.of(38, 39, 40, 41, 42, 90);
 * const failure = Uint8Array.of(0, 0, 0, 0, 0, 1);
 * const options = { method: "iqr", k: 1.5, keep_signal: true, max_risk_ratio: 2 } as const;
 * const [fence] = fitFences(["torque_nm"], [torque], failure, options);
 * equal(fence.outside.failures, 1);
 * equal(fence.applied, false);
 * ```
 */
export function fitFences(
  names: readonly string[],
  columns: readonly Float64Array[],
  failure: Uint8Array,
  outliers: OutlierParams,
): Fence[] {
  if (outliers.method === "none" || failure.length === 0) return [];
  const failures = failure.reduce((sum, failed) => sum + failed, 0);
  const fences: Fence[] = [];
  for (let f = 0; f < names.length; f++) {
    if (nominalFeatures.has(names[f])) continue;
    const values = columns[f];
    const [q1, q3] = quantiles(values, [0.25, 0.75]);
    const margin = outliers.k * (q3 - q1);
    const lower = q1 - margin, upper = q3 + margin;
    const outside = { rows: 0, failures: 0 };
    for (let i = 0; i < values.length; i++) {
      if (values[i] >= lower && values[i] <= upper) continue;
      outside.rows++;
      outside.failures += failure[i];
    }
    const inside = { rows: values.length - outside.rows, failures: failures - outside.failures };
    const bound = outside.rows === 0 ? null : clopperPearsonUpper(outside.failures, outside.rows);
    const harmless = bound !== null && bound < outliers.max_risk_ratio * (inside.failures / inside.rows);
    const applied = outliers.keep_signal ? harmless : true;
    fences.push({ column: names[f], lower, upper, applied, outside, inside, outside_rate_upper: bound });
  }
  return fences;
}

/**
 * The positions of the rows that lie inside every applied fence, in order.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const options = { method: "iqr", k: 1.5, keep_signal: false, max_risk_ratio: 2 } as const;
 * const columns = [Float64Array.of(38, 39, 40, 41, 42, 90)];
 * const fences = fitFences(["torque_nm"], columns, new Uint8Array(6), options);
 * deepEqual(rowsInside(fences, ["torque_nm"], columns), Int32Array.of(0, 1, 2, 3, 4));
 * ```
 */
export function rowsInside(
  fences: readonly Fence[],
  names: readonly string[],
  columns: readonly Float64Array[],
): Int32Array {
  const rowCount = columns[0]?.length ?? 0;
  const outside = new Uint8Array(rowCount);
  let removed = 0;
  for (const { column, lower, upper, applied } of fences) {
    if (!applied) continue;
    const values = columns[names.indexOf(column)];
    for (let i = 0; i < rowCount; i++) {
      if (values[i] >= lower && values[i] <= upper || outside[i]) continue;
      outside[i] = 1;
      removed++;
    }
  }
  const rows = new Int32Array(rowCount - removed);
  for (let i = 0, next = 0; i < rowCount; i++) if (!outside[i]) rows[next++] = i;
  return rows;
}
