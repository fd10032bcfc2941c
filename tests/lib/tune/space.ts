import type { TuneParams } from "../../../lib/contracts/params.ts";
import type { TunedParams } from "../../../lib/tune/tuned_params.ts";

/** Params as they might stand. */
export const base: TunedParams = {
  train: { max_depth: null, min_samples_leaf: 1, max_features: "sqrt", class_weight: null, max_bins: 65536 },
  balance: { method: "smote-nc", ratio: 0.1, k_neighbors: 5 },
  outliers: { method: "iqr", k: 1.5, keep_signal: true },
};

/** A search space of 10 · 5 · (1 + 2) candidates, the base among them. */
export const space: TuneParams["space"] = {
  train: {
    max_depth: [null, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    min_samples_leaf: [1, 2, 3, 4, 5],
    max_features: ["sqrt"],
    class_weight: [null],
    max_bins: [65536],
  },
  balance: { method: ["none", "smote-nc"], ratio: [0.1, 0.2], k_neighbors: [5] },
  outliers: { method: ["iqr"], k: [1.5], keep_signal: [true] },
};

/** A small search. */
export const search: TuneParams = {
  trials: 60,
  objective: "average_precision",
  min_trees: 3,
  max_trees: 27,
  factor: 3,
  repeats: 2,
  seed: 42,
  space,
};
