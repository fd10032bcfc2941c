import { RandomForestClassifier } from "ml-random-forest";
import type { TrainParams } from "../contracts/params.ts";
import { joinTrees, type Tree } from "./forest.ts";
import { featuresPerSplit, type GrownForest, meanImportance } from "./grow_forest.ts";
import { leafOf } from "./plain_walk.ts";

/** A node of an ml-cart tree, of which ml-random-forest makes its forests. */
interface CartNode {
  left?: CartNode;
  right?: CartNode;
  /** A column among those the tree was given. */
  splitColumn: number;
  splitValue: number;
  distribution?: { get(row: number, column: number): number; columns: number };
}

/**
 * Grows a forest with the package ml-random-forest and converts it into the same arrays as our own. Its own
 * probabilities are not used, since it drops the first tree's vote, nor are its importances: shares and importances
 * are read off its trees. Its trees draw their features once a tree, send `x < value` left, and know no class weights
 * and no `min_samples_leaf` (nodes of at most that many rows are not split). It does not tell which rows they saw.
 *
 * @param columns One Float64Array a feature, all of one length, finite.
 * @param failure 1 where a row failed, else 0.
 */
export function growMlRandomForest(
  columns: readonly Float64Array[],
  failure: Uint8Array,
  params: TrainParams,
): GrownForest {
  const perTree = featuresPerSplit(params.max_features, columns.length);
  const classifier = new RandomForestClassifier({
    seed: params.seed | 0,
    nEstimators: params.trees,
    // As a share, rounded down to the count wanted: the package takes a count of 1 for the share 1.
    maxFeatures: Math.min((perTree + 0.5) / columns.length, 1),
    replacement: false,
    useSampleBagging: true,
    noOOB: true,
    isClassifier: true,
    treeOptions: { maxDepth: params.max_depth ?? Infinity, minNumSamples: params.min_samples_leaf },
  });
  const rows = Array.from(failure, (_, row) => columns.map((column) => column[row]));
  classifier.train(rows, Array.from(failure));
  const { estimators, indexes } = classifier as unknown as {
    estimators: { root: CartNode }[];
    indexes: number[][];
  };
  const trees = estimators.map(({ root }, i) => convert(root, indexes[i]));
  const importances = trees.map((tree) =>
    impurityDecrease(tree, countRows(tree, columns, failure), columns.length)
  );
  return {
    forest: joinTrees(trees, columns.length),
    importance: meanImportance(importances, columns.length),
    inBag: null,
  };
}

function convert(root: CartNode, usedFeatures: readonly number[]): Tree {
  const feature: number[] = [], threshold: number[] = [], leftChild: number[] = [], rightChild: number[] = [];
  const value: number[] = [];
  const waiting: { node: CartNode; parent: number }[] = [{ node: root, parent: -1 }];
  while (waiting.length > 0) {
    const { node, parent } = waiting.pop()!;
    const at = feature.length;
    if (parent >= 0) (leftChild[parent] < 0 ? leftChild : rightChild)[parent] = at;
    leftChild.push(-1);
    rightChild.push(-1);
    const { left, right, distribution } = node;
    if (left && right) {
      feature.push(usedFeatures[node.splitColumn]);
      threshold.push(nextBelow(node.splitValue));
      value.push(0);
      waiting.push({ node: right, parent: at }, { node: left, parent: at });
    } else {
      feature.push(-2);
      threshold.push(-2);
      value.push(distribution === undefined ? 0 : failureShare(distribution));
    }
  }
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    leftChild: Int32Array.from(leftChild),
    rightChild: Int32Array.from(rightChild),
    value: Float64Array.from(value),
    nodeSamples: new Int32Array(feature.length),
  };
}

/** A leaf's share of failures; its two shares may miss a sum of 1 by a rounding. */
function failureShare(distribution: NonNullable<CartNode["distribution"]>): number {
  if (distribution.columns < 2) return 0;
  const failures = distribution.get(0, 1);
  return failures / (distribution.get(0, 0) + failures);
}

/**
 * Drops all rows down a tree, and notes their number in every node and the share of failures in those that split.
 *
 * @returns The failures in every node.
 */
function countRows(tree: Tree, columns: readonly Float64Array[], failure: Uint8Array): Int32Array {
  const single = joinTrees([tree], columns.length);
  const failures = new Int32Array(tree.feature.length);
  const values = new Float64Array(columns.length);
  for (let row = 0; row < failure.length; row++) {
    for (let f = 0; f < columns.length; f++) values[f] = columns[f][row];
    const leaf = leafOf(single, 0, values);
    tree.nodeSamples[leaf]++;
    failures[leaf] += failure[row];
  }
  for (let node = tree.feature.length - 1; node >= 0; node--) {
    if (tree.feature[node] < 0) continue;
    const left = tree.leftChild[node], right = tree.rightChild[node];
    tree.nodeSamples[node] = tree.nodeSamples[left] + tree.nodeSamples[right];
    failures[node] = failures[left] + failures[right];
    tree.value[node] = tree.nodeSamples[node] > 0 ? failures[node] / tree.nodeSamples[node] : 0;
  }
  return failures;
}

/**
 * What a tree's splits gain by feature in gini impurity, over all rows, summing to 1. The package's own figures are
 * NaN as soon as one tree is a single leaf.
 */
function impurityDecrease(tree: Tree, failures: Int32Array, featureCount: number): Float64Array {
  const impurity = (node: number) =>
    failures[node] > 0 ? failures[node] * (1 - failures[node] / tree.nodeSamples[node]) : 0;
  const decrease = new Float64Array(featureCount);
  tree.feature.forEach((feature, node) => {
    if (feature < 0) return;
    const gain = impurity(node) - impurity(tree.leftChild[node]) - impurity(tree.rightChild[node]);
    decrease[feature] += Math.max(gain, 0);
  });
  const total = decrease.reduce((sum, value) => sum + value, 0);
  return total > 0 ? decrease.map((value) => value / total) : decrease;
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The greatest double below a finite one, so that `x < value` is `x <= nextBelow(value)`. */
export function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  float[0] = value;
  bits[0] += value > 0 ? -1n : 1n;
  return float[0];
}
