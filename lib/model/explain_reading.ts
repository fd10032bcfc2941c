import type { Reading } from "../contracts/reading.ts";
import { type Forest, treeCount } from "../forest/forest.ts";
import { featureRow } from "../prepare/features.ts";
import type { Model } from "./model.ts";

/** One feature's part in a reading's score. */
export interface Contribution {
  feature: string;
  /** The feature's value in the reading; a type as its code. */
  value: number;
  /** By how much the feature's splits moved the score from the base, on the forest's own scale. */
  contribution: number;
}

/** Where a reading's score comes from: `base` and all contributions sum to `score`. */
export interface Explanation {
  /** The mean over trees of the share of failures at the root: what the forest says knowing nothing. */
  base: number;
  /** The forest's own score, before calibration, in [0, 1]. */
  score: number;
  /** One a feature, in the forest's order. */
  contributions: Contribution[];
}

/**
 * Takes a reading's score apart along the paths that it took: in every tree each step from a node to its child moves
 * the share of failures, and that move is the split feature's. (A. Saabas, "Interpreting random forests", 2014; the
 * package treeinterpreter.) Costs one walk of the trees.
 *
 * It tells which splits carried this score, not what would happen if a value changed: of two features that say the
 * same, the one that happened to be split on has the credit, and splits deep in a tree get more than their share
 * (S. Lundberg et al., "Consistent individualized feature attribution for tree ensembles", 2018). What would happen is
 * asked with {@linkcode turningValue}.
 *
 * @throws {FaultlineError} `CATEGORY_UNKNOWN` for a type outside L, M and H.
 */
export function explainReading(model: Model, reading: Reading): Explanation {
  const { recipe } = model.header;
  const values = featureRow(reading, recipe);
  const { base, score, moves } = takeApart(model.forest, values);
  return {
    base,
    score,
    contributions: recipe.feature_names.map((feature, i) => ({
      feature,
      value: values[i],
      contribution: moves[i],
    })),
  };
}

/**
 * Base, score and each feature's moves of one row.
 *
 * @param values The row's features, in the forest's order.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const stump = {
 *   featureCount: 2,
 *   treeOffsets: Int32Array.of(0, 3),
 *   feature: Int32Array.of(1, -2, -2),
 *   threshold: Float64Array.of(40, -2, -2),
 *   leftChild: Int32Array.of(1, -1, -1),
 *   rightChild: Int32Array.of(2, -1, -1),
 *   value: Float64Array.of(0.25, 0, 0.5),
 *   nodeSamples: Int32Array.of(10, 8, 2),
 * };
 * deepEqual(takeApart(stump, Float64Array.of(7, 41)), { base: 0.25, score: 0.5, moves: Float64Array.of(0, 0.25) });
 * ```
 */
export function takeApart(
  forest: Forest,
  values: Float64Array,
): { base: number; score: number; moves: Float64Array } {
  const { treeOffsets, feature, threshold, leftChild, rightChild, value } = forest;
  const trees = treeCount(forest);
  const moves = new Float64Array(forest.featureCount);
  let base = 0, score = 0;
  for (let tree = 0; tree < trees; tree++) {
    const root = treeOffsets[tree];
    let node = root;
    base += value[root];
    while (feature[node] >= 0) {
      const split = feature[node];
      const child = root + (values[split] <= threshold[node] ? leftChild[node] : rightChild[node]);
      moves[split] += value[child] - value[node];
      node = child;
    }
    score += value[node];
  }
  for (let f = 0; f < moves.length; f++) moves[f] /= trees;
  return { base: base / trees, score: score / trees, moves };
}
