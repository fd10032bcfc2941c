import { type Forest, treeCount } from "../forest/forest.ts";
import type { Attribute } from "./graph.ts";
import { doubleTensor, uint8Tensor } from "./tensor_message.ts";

/** `aggregate_function`: the leaves' values are added in the order of trees and divided by their number. */
const average = 0;
/** `post_transform`: nothing is done to the average. */
const none = 0;
/** `nodes_modes`: left, on the true branch, when `x <= split`. */
const lessOrEqual = 0;

/**
 * A forest as attributes of `ai.onnx.ml`'s TreeEnsemble, version 5, in float64
 * (https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html). `nodes_*` holds the nodes that split, of all trees
 * together, and `leaf_*` the leaves; a child is a position in one of them, and a flag says in which. The operator has
 * no tree without a split: a tree of one leaf becomes a node with that leaf on both sides.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const stump = {
 *   featureCount: 1,
 *   treeOffsets: Int32Array.of(0, 3),
 *   feature: Int32Array.of(0, -2, -2),
 *   threshold: Float64Array.of(0.5, -2, -2),
 *   leftChild: Int32Array.of(1, -1, -1),
 *   rightChild: Int32Array.of(2, -1, -1),
 *   value: Float64Array.of(0.5, 0.25, 1),
 *   nodeSamples: Int32Array.of(4, 2, 2),
 * };
 * const { nodes_trueleafs, nodes_truenodeids, nodes_falsenodeids } = treeAttributes(stump);
 * deepEqual(nodes_trueleafs, Int32Array.of(1));
 * deepEqual([nodes_truenodeids, nodes_falsenodeids], [Int32Array.of(0), Int32Array.of(1)]);
 * ```
 */
export function treeAttributes(forest: Forest): Record<string, Attribute> {
  const { treeOffsets, feature, threshold, leftChild, rightChild, value } = forest;
  const roots: number[] = [], featureIds: number[] = [], splits: number[] = [], leafValues: number[] = [];
  const trueIds: number[] = [], trueLeafs: number[] = [], falseIds: number[] = [], falseLeafs: number[] = [];
  const positions = positionsOf(forest);

  for (let tree = 0; tree < treeCount(forest); tree++) {
    const root = treeOffsets[tree];
    roots.push(featureIds.length);
    if (feature[root] < 0) addNode(0, 0, root, root);
    for (let node = root; node < treeOffsets[tree + 1]; node++) {
      if (feature[node] < 0) leafValues.push(value[node]);
      else addNode(feature[node], threshold[node], root + leftChild[node], root + rightChild[node]);
    }
  }

  function addNode(feature: number, split: number, left: number, right: number) {
    featureIds.push(feature);
    splits.push(split);
    trueIds.push(positions[left]);
    trueLeafs.push(isLeaf(left));
    falseIds.push(positions[right]);
    falseLeafs.push(isLeaf(right));
  }
  function isLeaf(node: number): number {
    return feature[node] < 0 ? 1 : 0;
  }

  return {
    aggregate_function: average,
    post_transform: none,
    n_targets: 1,
    tree_roots: Int32Array.from(roots),
    nodes_featureids: Int32Array.from(featureIds),
    nodes_splits: doubleTensor(splits),
    nodes_modes: uint8Tensor(splits.map(() => lessOrEqual)),
    nodes_truenodeids: Int32Array.from(trueIds),
    nodes_trueleafs: Int32Array.from(trueLeafs),
    nodes_falsenodeids: Int32Array.from(falseIds),
    nodes_falseleafs: Int32Array.from(falseLeafs),
    leaf_targetids: new Int32Array(leafValues.length),
    leaf_weights: doubleTensor(leafValues),
  };
}

/** Where each node comes to lie among the nodes that split, or each leaf among the leaves. */
function positionsOf(forest: Forest): Int32Array {
  const { treeOffsets, feature } = forest;
  const positions = new Int32Array(feature.length);
  let splits = 0, leaves = 0;
  for (let tree = 0; tree < treeCount(forest); tree++) {
    // The node that stands for a tree of one leaf takes a place among those that split.
    if (feature[treeOffsets[tree]] < 0) splits++;
    for (let node = treeOffsets[tree]; node < treeOffsets[tree + 1]; node++) {
      positions[node] = feature[node] < 0 ? leaves++ : splits++;
    }
  }
  return positions;
}
