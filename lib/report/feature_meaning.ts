/** What a feature is, for a person, with its unit. */
const meanings: Readonly<Record<string, string>> = {
  type: "product quality: L, M or H",
  air_temperature_k: "air temperature, K",
  process_temperature_k: "process temperature, K",
  rotational_speed_rpm: "rotational speed, rev/min",
  torque_nm: "torque, Nm",
  tool_wear_min: "tool wear, min of use",
  power_w: "mechanical power: torque × speed, W",
  temperature_difference_k: "process less air temperature, K",
  strain_min_nm: "strain: tool wear × torque, min·Nm",
};

/**
 * What a feature is, for a person; empty for one that Faultline does not know.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(featureMeaning("torque_nm"), "torque, Nm");
 * ```
 */
export function featureMeaning(feature: string): string {
  return Object.hasOwn(meanings, feature) ? meanings[feature] : "";
}
