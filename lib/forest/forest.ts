/**
 * A random forest for two classes in flat arrays, its trees one after another. Names are scikit-learn's
 * (`sklearn.tree._tree.Tree`). A row goes left when `x[feature] <= threshold`.
 */
export interface Forest {
  readonly featureCount: number;
  /** Where each tree's nodes begin, and at the end their total: `trees + 1` entries. */
  readonly treeOffsets: Int32Array;
  /** The feature a node splits on; -2 in a leaf. */
  readonly feature: Int32Array;
  /** Splits at `x <= threshold`; -2 in a leaf. */
  readonly threshold: Float64Array;
  /** Position of the left child, counted from the tree's first node; -1 in a leaf. */
  readonly leftChild: Int32Array;
  /** Position of the right child, counted from the tree's first node; -1 in a leaf. */
  readonly rightChild: Int32Array;
  /** Weighted share of failures among the training rows of a node, in [0, 1]. */
  readonly value: Float64Array;
  /** Training rows of a node, each counted once however often the bootstrap drew it. */
  readonly nodeSamples: Int32Array;
}

/** One tree: the arrays of a {@linkcode Forest}, of one tree. */
export type Tree = Omit<Forest, "featureCount" | "treeOffsets">;

/** How many trees a forest has. */
export function treeCount(forest: Forest): number {
  return forest.treeOffsets.length - 1;
}

/** Puts trees one after another into a forest. */
export function joinTrees(trees: readonly Tree[], featureCount: number): Forest {
  const treeOffsets = new Int32Array(trees.length + 1);
  trees.forEach((tree, i) => treeOffsets[i + 1] = treeOffsets[i] + tree.feature.length);
  const total = treeOffsets[trees.length];
  const forest = {
    featureCount,
    treeOffsets,
    feature: new Int32Array(total),
    threshold: new Float64Array(total),
    leftChild: new Int32Array(total),
    rightChild: new Int32Array(total),
    value: new Float64Array(total),
    nodeSamples: new Int32Array(total),
  };
  trees.forEach((tree, i) => {
    forest.feature.set(tree.feature, treeOffsets[i]);
    forest.threshold.set(tree.threshold, treeOffsets[i]);
    forest.leftChild.set(tree.leftChild, treeOffsets[i]);
    forest.rightChild.set(tree.rightChild, treeOffsets[i]);
    forest.value.set(tree.value, treeOffsets[i]);
    forest.nodeSamples.set(tree.nodeSamples, treeOffsets[i]);
  });
  return forest;
}
