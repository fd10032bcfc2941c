import type { Bins } from "./bin_features.ts";
import type { GrownTree } from "./grow_tree.ts";
import type { GrowJob } from "./grow_trees.ts";

/** What a worker is asked to do. */
export type WorkerTask =
  | { kind: "bin"; column: Float64Array; maxBins: number; codes: Uint16Array }
  | { kind: "grow"; job: GrowJob };

/** What a worker answers. */
export type WorkerAnswer = { bins: Bins } | { index: number; grown: GrownTree } | "done";
