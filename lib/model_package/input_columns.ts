import { sensorColumns } from "../contracts/reading.ts";
import { featureSteps } from "../onnx/feature_steps.ts";

/**
 * The columns that a packaged model takes, in the order of its ONNX file's inputs: `type` and the five sensors, whether
 * the forest looks at them or not, then any other column that is a feature.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(inputColumns(["type", "power_w", "twf", "torque_nm"]), [
 *   ...["type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "torque_nm"],
 *   ...["tool_wear_min", "twf"],
 * ]);
 * ```
 */
export function inputColumns(featureNames: readonly string[]): string[] {
  const stored = featureNames.filter((name) => !Object.hasOwn(featureSteps, name));
  return [...new Set(["type", ...sensorColumns, ...stored])];
}
