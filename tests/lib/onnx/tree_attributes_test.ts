import { deepEqual } from "node:assert/strict";
import { joinTrees } from "../../../lib/forest/forest.ts";
import { doubleTensor, uint8Tensor } from "../../../lib/onnx/tensor_message.ts";
import { treeAttributes } from "../../../lib/onnx/tree_attributes.ts";
import { smallModel } from "../model/sample_model.ts";

// Expected by hand, from the operator's description.

Deno.test("nodes that split and leaves are told apart, and children are positions among their own kind", () => {
  deepEqual(treeAttributes(smallModel().forest), {
    aggregate_function: 0,
    post_transform: 0,
    n_targets: 1,
    tree_roots: Int32Array.of(0, 2),
    nodes_featureids: Int32Array.of(0, 1, 1),
    nodes_splits: doubleTensor([60.1, 200, 180.5]),
    nodes_modes: uint8Tensor([0, 0, 0]),
    nodes_truenodeids: Int32Array.of(1, 0, 3),
    nodes_trueleafs: Int32Array.of(0, 1, 1),
    nodes_falsenodeids: Int32Array.of(2, 1, 4),
    nodes_falseleafs: Int32Array.of(1, 1, 1),
    leaf_targetids: new Int32Array(5),
    leaf_weights: doubleTensor([0, 1 / 3, 1, 0.1, 0.9]),
  });
});

Deno.test("a tree of one leaf is a node with that leaf on both sides, wherever it stands", () => {
  const leaf = (value: number) => ({
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    leftChild: Int32Array.of(-1),
    rightChild: Int32Array.of(-1),
    value: Float64Array.of(value),
    nodeSamples: Int32Array.of(1),
  });
  const stump = {
    feature: Int32Array.of(1, -2, -2),
    threshold: Float64Array.of(7, -2, -2),
    leftChild: Int32Array.of(1, -1, -1),
    rightChild: Int32Array.of(2, -1, -1),
    value: Float64Array.of(0.5, 0.25, 0.75),
    nodeSamples: Int32Array.of(4, 2, 2),
  };
  const attributes = treeAttributes(joinTrees([leaf(0.125), stump, leaf(1)], 2));
  deepEqual(attributes.tree_roots, Int32Array.of(0, 1, 2));
  deepEqual(attributes.nodes_featureids, Int32Array.of(0, 1, 0));
  deepEqual(attributes.nodes_truenodeids, Int32Array.of(0, 1, 3));
  deepEqual(attributes.nodes_falsenodeids, Int32Array.of(0, 2, 3));
  deepEqual(attributes.nodes_trueleafs, Int32Array.of(1, 1, 1));
  deepEqual(attributes.nodes_falseleafs, Int32Array.of(1, 1, 1));
  deepEqual(attributes.leaf_weights, doubleTensor([0.125, 0.25, 0.75, 1]));
});
