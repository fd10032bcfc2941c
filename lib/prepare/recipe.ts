import type { Recipe } from "../contracts/model_header.ts";
import type { Params } from "../contracts/params.ts";
import { FaultlineError } from "../errors.ts";
import { createTable, numberColumn, type Table, textColumn } from "../table/table.ts";
import { sensorsBehind } from "./engineered_features.ts";
import { featureNames, nominalFeatures } from "./feature_names.ts";
import { featureColumns, type FeatureRecipe } from "./features.ts";
import { fitFences, rowsInside } from "./fences.ts";
import { fitLabelEncoder } from "./label_encoder.ts";
import { smote, syntheticCount } from "./smote.ts";
import { smoteNc, standardDeviation } from "./smote_nc.ts";

/** The params that a recipe depends on. */
export type RecipeParams = Pick<Params, "transform" | "outliers" | "balance">;

/** A fitted recipe and the rows it makes of the ones it was fitted on. */
export interface FittedRecipe {
  recipe: Recipe;
  /** One column a feature: the rows kept, in their order, then the synthetic ones. Not to be written to. */
  features: Float64Array[];
  /** 1 for a failure, synthetic ones included. */
  failure: Uint8Array;
  /** Where each kept row stands in the table; as long as the features less the synthetic rows. */
  rows: Int32Array;
  /** Synthetic rows, all of them failures, at the end. */
  synthetic: number;
}

/**
 * Fits the recipe on training rows: label encoder, outlier fences and removal, then synthetic failures. Used for the
 * final fit and again in every cross-validation fold; rows that are only scored go through `featureColumns` alone.
 *
 * @param train Readings of the contract's columns, with `failure` as 0 and 1.
 * @throws {FaultlineError} LABEL_ONE_CLASS, when the rows, or those that removal leaves, are of one class;
 * BALANCE_TOO_FEW, when failures are to be made from too few; CATEGORY_UNKNOWN; FEATURES_NONE; PARAMS_INVALID.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const train = createTable({
 *   type: ["L", "M", "L", "L"],
 *   torque_nm: Float64Array.of(40, 41, 42, 60),
 *   failure: Float64Array.of(0, 0, 0, 1),
 * });
 * const fitted = fitRecipe(train, {
 *   transform: {
 *     drop: ["air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "tool_wear_min", "power_w",
 *       "temperature_difference_k", "strain_min_nm"],
 *   },
 *   outliers: { method: "iqr", k: 1.5, keep_signal: true, max_risk_ratio: 2 },
 *   balance: { method: "none", ratio: 0.1, k_neighbors: 5, seed: 42 },
 * });
 * deepEqual(fitted.recipe.feature_names, ["type", "torque_nm"]);
 * equal(fitted.recipe.fences[0].applied, false);
 * deepEqual(fitted.features[0], Float64Array.of(0, 1, 0, 0));
 * ```
 */
export function fitRecipe(train: Table, params: RecipeParams): FittedRecipe {
  const failure = Uint8Array.from(numberColumn(train, "failure"));
  checkClasses(failure, "give readings that hold failures and ordinary operation");

  const encoding: FeatureRecipe = {
    feature_names: featureNames(train, params.transform),
    label_encoder: fitLabelEncoder(train.columns.has("type") ? textColumn(train, "type") : []),
  };
  const columns = featureColumns(train, encoding);
  const fences = fitFences(encoding.feature_names, columns, failure, params.outliers);
  const rows = rowsInside(fences, encoding.feature_names, columns);
  const removed = train.rowCount - rows.length;
  const keptColumns = removed > 0 ? columns.map((column) => take(column, rows)) : columns;
  const keptFailure = removed > 0 ? Uint8Array.from(rows, (row) => failure[row]) : failure;
  checkClasses(
    keptFailure,
    "outlier removal took the rest: --set outliers.keep_signal=true or outliers.method=none",
  );

  const failures = countOnes(keptFailure);
  const { method, ratio } = params.balance;
  const count = method === "none" ? 0 : syntheticCount(failures, rows.length - failures, ratio);
  const made = count === 0
    ? []
    : method === "smote"
    ? plainSynthetic(keptColumns, keptFailure, count, params)
    : mixedSynthetic(train, encoding, rows, keptFailure, count, params);
  return {
    recipe: {
      ...encoding,
      fences,
      removed: { rows: removed, failures: countOnes(failure) - failures },
      balance: { method, synthetic: count },
    },
    features: count === 0 ? keptColumns : keptColumns.map((column, j) => append(column, made[j])),
    failure: count === 0 ? keptFailure : appendOnes(keptFailure, count),
    rows,
    synthetic: count,
  };
}

/** Synthetic failures in feature space: every feature is interpolated as it stands. */
function plainSynthetic(
  columns: readonly Float64Array[],
  failure: Uint8Array,
  count: number,
  { balance }: RecipeParams,
): Float64Array[] {
  const minority = positionsOfOnes(failure);
  const points = columns.map((column) => take(column, minority));
  return smote(points, count, { k: balance.k_neighbors, seed: balance.seed });
}

/** Synthetic failures as raw readings, of which the features are computed as of any reading. */
function mixedSynthetic(
  train: Table,
  encoding: FeatureRecipe,
  rows: Int32Array,
  failure: Uint8Array,
  count: number,
  { balance }: RecipeParams,
): Float64Array[] {
  const minority = positionsOfOnes(failure).map((position) => rows[position]);
  const sensors = sensorsBehind(encoding.feature_names);
  const categories = encoding.feature_names.filter((name) => nominalFeatures.has(name));
  const codes = featureColumns(train, { ...encoding, feature_names: categories });
  const made = smoteNc(
    {
      continuous: sensors.map((name) => take(numberColumn(train, name), minority)),
      nominal: codes.map((column) => take(column, minority)),
    },
    sensors.map((name) => standardDeviation(take(numberColumn(train, name), rows))),
    count,
    { k: balance.k_neighbors, seed: balance.seed },
  );
  const readings = createTable({
    ...Object.fromEntries(sensors.map((name, j) => [name, made.continuous[j]])),
    ...Object.fromEntries(categories.map((name, j) => [
      name,
      name === "type"
        ? Array.from(made.nominal[j], (code) => encoding.label_encoder.type[code])
        : made.nominal[j],
    ])),
  });
  return featureColumns(readings, encoding);
}

function checkClasses(failure: Uint8Array, hint: string): void {
  const failures = countOnes(failure);
  if (failures > 0 && failures < failure.length) return;
  const state = failure.length === 0 ? "no rows" : `${failures === 0 ? 0 : 1} in all ${failure.length}`;
  throw new FaultlineError(
    "LABEL_ONE_CLASS",
    `Cannot train: failure must be 0 in some training rows and 1 in others, current value: ${state}`,
    { hint },
  );
}

function countOnes(flags: Uint8Array): number {
  let ones = 0;
  for (let i = 0; i < flags.length; i++) ones += flags[i];
  return ones;
}

function positionsOfOnes(flags: Uint8Array): Int32Array {
  const positions = new Int32Array(countOnes(flags));
  for (let i = 0, next = 0; i < flags.length; i++) if (flags[i]) positions[next++] = i;
  return positions;
}

function take(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < taken.length; i++) taken[i] = column[rows[i]];
  return taken;
}

function append(column: Float64Array, more: Float64Array): Float64Array {
  const joined = new Float64Array(column.length + more.length);
  joined.set(column);
  joined.set(more, column.length);
  return joined;
}

function appendOnes(flags: Uint8Array, count: number): Uint8Array {
  const joined = new Uint8Array(flags.length + count).fill(1, flags.length);
  joined.set(flags);
  return joined;
}
