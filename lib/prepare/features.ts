import type { Reading, SensorColumn } from "../contracts/reading.ts";
import type { Recipe } from "../contracts/model_header.ts";
import { numberColumn, type Table, textColumn } from "../table/table.ts";
import { engineeredColumn, type EngineeredFeature, engineeredFeatures } from "./engineered_features.ts";
import { encodeType, encodeTypes } from "./label_encoder.ts";

/** The part of a recipe that turns readings into features. */
export type FeatureRecipe = Pick<Recipe, "feature_names" | "label_encoder">;

/** The part of a reading that features are made of. */
export type ReadingValues = Pick<Reading, SensorColumn> & { type: string };

const engineered = new Map<string, EngineeredFeature>(
  engineeredFeatures.map((feature) => [feature.name, feature]),
);

/**
 * Turns readings into the forest's features, in training and when serving: `type` encoded, engineered features
 * computed from the raw sensors (a stored column of the same name is never trusted), all others taken by name.
 * A column taken by name is the table's own array, not a copy: write to neither.
 *
 * @returns One column of `rowCount` numbers a feature, in the order of `feature_names`.
 * @throws {FaultlineError} CATEGORY_UNKNOWN, when a type is none of the encoder's classes.
 * @throws {TypeError} When a column that a feature needs is missing, or of the wrong kind.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const table = createTable({
 *   type: ["M", "L"],
 *   torque_nm: Float64Array.of(40, 42),
 *   tool_wear_min: Float64Array.of(100, 200),
 * });
 * const features = featureColumns(table, {
 *   feature_names: ["type", "strain_min_nm"],
 *   label_encoder: { type: ["L", "M", "H"] },
 * });
 * deepEqual(features, [Float64Array.of(1, 0), Float64Array.of(4000, 8400)]);
 * ```
 */
export function featureColumns(table: Table, recipe: FeatureRecipe): Float64Array[] {
  return recipe.feature_names.map((name) => {
    if (name === "type") return encodeTypes(textColumn(table, name), recipe.label_encoder);
    const feature = engineered.get(name);
    return feature ? engineeredColumn(table, feature) : numberColumn(table, name);
  });
}

/**
 * The features of one reading: bit for bit a row of {@linkcode featureColumns}, which shares its arithmetic.
 *
 * @throws {FaultlineError} CATEGORY_UNKNOWN, when its type is none of the encoder's classes.
 * @throws {TypeError} When the reading lacks a number that a feature needs.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const reading = {
 *   type: "M",
 *   air_temperature_k: 300,
 *   process_temperature_k: 310,
 *   rotational_speed_rpm: 1500,
 *   torque_nm: 40,
 *   tool_wear_min: 100,
 * };
 * const features = featureRow(reading, {
 *   feature_names: ["type", "torque_nm", "temperature_difference_k"],
 *   label_encoder: { type: ["L", "M", "H"] },
 * });
 * deepEqual(features, Float64Array.of(1, 40, 10));
 * ```
 */
export function featureRow(reading: ReadingValues, recipe: FeatureRecipe): Float64Array {
  const names = recipe.feature_names;
  const row = new Float64Array(names.length);
  for (let i = 0; i < row.length; i++) {
    const feature = engineered.get(names[i]);
    row[i] = names[i] === "type"
      ? encodeType(reading.type, recipe.label_encoder)
      : feature
      ? feature.compute(numberOf(reading, feature.inputs[0]), numberOf(reading, feature.inputs[1]))
      : numberOf(reading, names[i]);
  }
  return row;
}

function numberOf(reading: ReadingValues, name: string): number {
  const value = (reading as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== "number") {
    throw new TypeError(`Cannot read "${name}" of a reading: it must be a number, current value: ${value}`);
  }
  return value;
}
