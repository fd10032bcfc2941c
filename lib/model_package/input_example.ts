import type { MachineType, SensorColumn } from "../contracts/reading.ts";

/** Readings as pandas writes a data frame with `orient="split"`. */
export interface InputExample {
  columns: string[];
  data: (string | number)[][];
}

/** A worn tool under load, and a machine that is well. */
const readings: readonly (Record<SensorColumn, number> & { type: MachineType })[] = [
  {
    type: "L",
    air_temperature_k: 299.5,
    process_temperature_k: 309.8,
    rotational_speed_rpm: 1428,
    torque_nm: 66,
    tool_wear_min: 203,
  },
  {
    type: "M",
    air_temperature_k: 300.1,
    process_temperature_k: 310.2,
    rotational_speed_rpm: 1551,
    torque_nm: 42.8,
    tool_wear_min: 12,
  },
];

/**
 * Two readings that show what a model takes: the same in every package, none of them a plant's. A column that the
 * contract's readings lack, a flag of a failure mode, is 0.
 *
 * @param columns The model's input columns, in order.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(inputExample(["type", "torque_nm", "twf"]), {
 *   columns: ["type", "torque_nm", "twf"],
 *   data: [["L", 66, 0], ["M", 42.8, 0]],
 * });
 * ```
 */
export function inputExample(columns: readonly string[]): InputExample {
  const data = readings.map((reading) => {
    const values: Readonly<Record<string, string | number>> = reading;
    return columns.map((name) => values[name] ?? 0);
  });
  return { columns: [...columns], data };
}
