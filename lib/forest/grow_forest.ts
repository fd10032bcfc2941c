import type { TrainParams } from "../contracts/params.ts";
import { shared } from "./bin_features.ts";
import { type Forest, joinTrees } from "./forest.ts";
import { balancedWeights, type GrowOptions } from "./grow_tree.ts";
import type { WorkerPool } from "./worker_pool.ts";

/** A forest, what each feature is worth to it, and which rows each tree saw. */
export interface GrownForest {
  forest: Forest;
  /** Mean impurity decrease by feature, summing to 1 (scikit-learn's `feature_importances_`). */
  importance: Float64Array;
  /** Whether a tree's bootstrap drew a row. Null where the engine does not tell. */
  inBag: ((tree: number, row: number) => boolean) | null;
}

/** What growing a forest needs beside the rows. */
export interface GrowForestOptions {
  pool: WorkerPool;
  /** Told how many trees stand. */
  onTree?: (done: number) => void;
}

/**
 * Grows a random forest (Breiman, 2001) for two classes, with scikit-learn's meaning of every parameter. The same
 * rows, params and seed give the same forest, whatever the number of workers.
 *
 * @param columns One Float64Array a feature, all of one length, finite.
 * @param failure 1 where a row failed, else 0.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { createWorkerPool } from "./worker_pool.ts";
 * import { scoreRows } from "./score_rows.ts";
 * const columns = [Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)];
 * const failure = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1);
 * const params = {
 *   engine: "faultline" as const, trees: 50, max_depth: null, min_samples_leaf: 1, max_features: null,
 *   class_weight: null, max_bins: 65536, seed: 42,
 * };
 * const { forest } = await growForest(columns, failure, params, { pool: createWorkerPool(1) });
 * const [low, high] = scoreRows(forest, [Float64Array.of(1, 8)]);
 * equal(low < 0.5 && high > 0.5, true);
 * ```
 */
export async function growForest(
  columns: readonly Float64Array[],
  failure: Uint8Array,
  params: TrainParams,
  { pool, onTree }: GrowForestOptions,
): Promise<GrownForest> {
  const rowCount = failure.length;
  if (columns.length === 0 || columns.some((column) => column.length !== rowCount)) {
    throw new RangeError(
      `Cannot grow a forest: every feature must have ${rowCount} rows, as the labels have`,
    );
  }
  const bagStride = (rowCount + 7) >>> 3;
  const labels = shared(Uint8Array, rowCount);
  labels.set(failure);
  const job = {
    binned: await pool.bin(columns, params.max_bins),
    failure: labels,
    options: growOptions(params, columns.length, failure),
    seed: params.seed,
    trees: params.trees,
    next: shared(Int32Array, 1),
    inBag: shared(Uint8Array, params.trees * bagStride),
    bagStride,
  };
  const grown = await pool.grow(job, onTree);
  return {
    forest: joinTrees(grown.map(({ tree }) => tree), columns.length),
    importance: meanImportance(grown.map(({ importance }) => importance), columns.length),
    inBag: (tree, row) => (job.inBag[tree * bagStride + (row >>> 3)] >>> (row & 7) & 1) === 1,
  };
}

function growOptions(params: TrainParams, featureCount: number, failure: Uint8Array): GrowOptions {
  return {
    maxDepth: params.max_depth ?? Infinity,
    minSamplesLeaf: params.min_samples_leaf,
    maxFeatures: featuresPerSplit(params.max_features, featureCount),
    classWeight: classWeight(params.class_weight, failure),
  };
}

function classWeight(weight: TrainParams["class_weight"], failure: Uint8Array): GrowOptions["classWeight"] {
  if (weight === null) return { ok: 1, failure: 1 };
  if (weight !== "balanced") return weight;
  const failures = failure.reduce((sum, value) => sum + value, 0);
  return balancedWeights({ ok: failure.length - failures, failure: failures });
}

/**
 * How many features a split looks at: as scikit-learn reads `max_features`. A whole number from 2 on is a count, a
 * number up to 1 a share.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(featuresPerSplit("sqrt", 9), 3);
 * equal(featuresPerSplit(0.5, 9), 4);
 * ```
 */
export function featuresPerSplit(maxFeatures: TrainParams["max_features"], featureCount: number): number {
  if (maxFeatures === null) return featureCount;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(featureCount)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(featureCount)));
  if (maxFeatures <= 1) return Math.max(1, Math.floor(maxFeatures * featureCount));
  return Math.min(maxFeatures, featureCount);
}

/** The mean of all trees' importances, scaled to sum to 1; all 0 when every tree is one leaf. */
export function meanImportance(
  importances: readonly Float64Array[],
  featureCount: number,
): Float64Array {
  const mean = new Float64Array(featureCount);
  for (const importance of importances) for (let f = 0; f < featureCount; f++) mean[f] += importance[f];
  const total = mean.reduce((sum, value) => sum + value, 0);
  return total > 0 ? mean.map((value) => value / total) : mean;
}
