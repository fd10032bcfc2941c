import type { TrainParams } from "../../../lib/contracts/params.ts";

/** The defaults of params.yaml, with fewer trees. */
export const trainParams: TrainParams = {
  engine: "faultline",
  trees: 12,
  max_depth: null,
  min_samples_leaf: 1,
  max_features: "sqrt",
  class_weight: null,
  max_bins: 65536,
  seed: 42,
};
