import type { TrainParams } from "../contracts/params.ts";
import { growForest, type GrowForestOptions, type GrownForest } from "./grow_forest.ts";

/**
 * Grows a forest with the engine that `train.engine` names. The other engine's package is loaded when it is asked
 * for, and not before.
 */
export async function growByEngine(
  columns: readonly Float64Array[],
  failure: Uint8Array,
  params: TrainParams,
  options: GrowForestOptions,
): Promise<GrownForest> {
  if (params.engine === "faultline") return await growForest(columns, failure, params, options);
  const { growMlRandomForest } = await import("./ml_random_forest.ts");
  const grown = growMlRandomForest(columns, failure, params);
  options.onTree?.(params.trees);
  return grown;
}
