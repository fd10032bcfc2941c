/** An operator of ONNX on what came before, and on a column or a number. */
export interface FeatureStep {
  operator: "Mul" | "Sub" | "Div";
  /** A sensor's name, or a number. */
  by: string | number;
}

/** How an engineered feature is computed: from one sensor, step by step. */
export interface FeatureSteps {
  from: string;
  steps: readonly FeatureStep[];
}

/**
 * The engineered features of `lib/prepare/engineered_features.ts`, by name, as operators: the same ones in the same
 * order, so that they give the same bits.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(featureSteps.temperature_difference_k, {
 *   from: "process_temperature_k",
 *   steps: [{ operator: "Sub", by: "air_temperature_k" }],
 * });
 * ```
 */
export const featureSteps: Readonly<Record<string, FeatureSteps>> = {
  power_w: {
    from: "torque_nm",
    steps: [
      { operator: "Mul", by: "rotational_speed_rpm" },
      { operator: "Mul", by: 2 * Math.PI },
      { operator: "Div", by: 60 },
    ],
  },
  temperature_difference_k: {
    from: "process_temperature_k",
    steps: [{ operator: "Sub", by: "air_temperature_k" }],
  },
  strain_min_nm: {
    from: "tool_wear_min",
    steps: [{ operator: "Mul", by: "torque_nm" }],
  },
};
