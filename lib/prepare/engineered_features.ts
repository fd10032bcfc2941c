import { type SensorColumn, sensorColumns } from "../contracts/reading.ts";
import { numberColumn, type ReadColumn, type Table, withColumns } from "../table/table.ts";

/** A feature worked out from two sensors of one reading. */
export interface EngineeredFeature {
  name: string;
  /** Its unit, as a person reads it. */
  unit: string;
  /** The sensors it takes, in the order in which `compute` takes them. */
  inputs: readonly [SensorColumn, SensorColumn];
  compute: (first: number, second: number) => number;
}

/**
 * Every engineered feature, in feature order: the mechanical power, what the process warms the air by, and the
 * strain on the tool. The order of operations is part of the model, since a threshold can lie between two roundings:
 *
 * - `power_w`: torque × speed, the product × 2π (one constant, `2 * Math.PI`), that product ÷ 60.
 * - `temperature_difference_k`: process − air.
 * - `strain_min_nm`: wear × torque.
 *
 * A program that computes them elsewhere does so step by step in float64, without a fused multiply-add.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(engineeredFeatures.map((feature) => feature.name), [
 *   "power_w",
 *   "temperature_difference_k",
 *   "strain_min_nm",
 * ]);
 * ```
 */
export const engineeredFeatures: readonly EngineeredFeature[] = [
  {
    name: "power_w",
    unit: "W",
    inputs: ["torque_nm", "rotational_speed_rpm"],
    compute: (torque, speed) => torque * speed * (2 * Math.PI) / 60,
  },
  {
    name: "temperature_difference_k",
    unit: "K",
    inputs: ["process_temperature_k", "air_temperature_k"],
    compute: (process, air) => process - air,
  },
  {
    name: "strain_min_nm",
    unit: "min·Nm",
    inputs: ["tool_wear_min", "torque_nm"],
    compute: (wear, torque) => wear * torque,
  },
];

/**
 * One engineered feature of every row, from the raw sensor columns.
 *
 * @throws {TypeError} When an input column is missing or holds text.
 */
export function engineeredColumn(table: Table<ReadColumn>, feature: EngineeredFeature): Float64Array {
  const first = numberColumn(table, feature.inputs[0]);
  const second = numberColumn(table, feature.inputs[1]);
  const values = new Float64Array(table.rowCount);
  for (let i = 0; i < values.length; i++) values[i] = feature.compute(first[i], second[i]);
  return values;
}

/**
 * The table with every engineered feature as a column, for people who look at the prepared rows. The forest's
 * features are computed again from the sensors, never read from these.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createTable, numberColumn } from "../table/table.ts";
 * const table = withEngineeredFeatures(createTable({
 *   air_temperature_k: Float64Array.of(300),
 *   process_temperature_k: Float64Array.of(310),
 *   rotational_speed_rpm: Float64Array.of(1500),
 *   torque_nm: Float64Array.of(40),
 *   tool_wear_min: Float64Array.of(100),
 * }));
 * equal(numberColumn(table, "strain_min_nm")[0], 4000);
 * ```
 */
export function withEngineeredFeatures(table: Table): Table;
export function withEngineeredFeatures(table: Table<ReadColumn>): Table<ReadColumn>;
export function withEngineeredFeatures(table: Table<ReadColumn>): Table<ReadColumn> {
  const columns = engineeredFeatures.map((feature) => [feature.name, engineeredColumn(table, feature)]);
  return withColumns(table, Object.fromEntries(columns));
}

/** The sensors that the named features are made of, in the contract's order. */
export function sensorsBehind(featureNames: readonly string[]): SensorColumn[] {
  const needed = new Set(featureNames);
  for (const feature of engineeredFeatures) {
    if (needed.has(feature.name)) feature.inputs.forEach((input) => needed.add(input));
  }
  return sensorColumns.filter((name) => needed.has(name));
}
