import type { ModelHeader } from "../lib/contracts/model_header.ts";
import { machineTypes, sensorColumns } from "../lib/contracts/reading.ts";
import { calibrate } from "../lib/model/calibration.ts";
import { engineeredFeatures } from "../lib/prepare/engineered_features.ts";

const known = new Set<string>(["type", ...sensorColumns, ...engineeredFeatures.map(({ name }) => name)]);

/**
 * Why a model, sound as it is, could not answer every reading of the contract with a probability: a feature that no
 * reading has, a type that it cannot encode, a threshold or a calibration outside [0, 1]. Undefined for one that can.
 */
export function servingFault({ recipe, threshold, calibration }: ModelHeader): string | undefined {
  const unknown = recipe.feature_names.find((name) => !known.has(name));
  if (unknown !== undefined) return `its feature ${JSON.stringify(unknown)} is not in a reading`;
  const missing = machineTypes.find((type) => !recipe.label_encoder.type.includes(type));
  if (missing !== undefined) return `it does not know type ${missing}`;
  if (!isShare(threshold.probability)) return `its threshold ${threshold.probability} is not in [0, 1]`;
  const wrong = [0, 0.5, 1].find((score) => !isShare(calibrate(calibration, score)));
  if (wrong !== undefined) return `its calibration makes no probability of score ${wrong}`;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}
