import { type Forest, treeCount } from "./forest.ts";

/**
 * The forest's score of every row: the mean over trees of the share of failures in the row's leaf, in [0, 1], as
 * scikit-learn's `predict_proba` defines it. Leaf values are added in the order of trees.
 *
 * @param columns One Float64Array a feature, in the forest's order, all of one length.
 *
 * @throws {RangeError} When the number of columns is not the forest's number of features.
 */
export function scoreRows(forest: Forest, columns: readonly Float64Array[]): Float64Array {
  if (columns.length !== forest.featureCount) {
    throw new RangeError(
      `Cannot score rows: there must be ${forest.featureCount} features, current value: ${columns.length}`,
    );
  }
  const scores = new Float64Array(columns[0].length);
  const values = new Float64Array(columns.length);
  for (let row = 0; row < scores.length; row++) {
    for (let f = 0; f < columns.length; f++) values[f] = columns[f][row];
    scores[row] = scoreRow(forest, values);
  }
  return scores;
}

/**
 * The forest's score of one row, in [0, 1]. This plain walk is what every faster way must equal bit for bit.
 *
 * @param values The row's features, in the forest's order.
 */
export function scoreRow(forest: Forest, values: Float64Array): number {
  const trees = treeCount(forest);
  let sum = 0;
  for (let tree = 0; tree < trees; tree++) sum += forest.value[leafOf(forest, tree, values)];
  return sum / trees;
}

/** The node, counted over all trees, in which a row ends in one tree. */
export function leafOf(
  { treeOffsets, feature, threshold, leftChild, rightChild }: Forest,
  tree: number,
  values: Float64Array,
): number {
  const root = treeOffsets[tree];
  let node = root;
  while (feature[node] >= 0) {
    node = root + (values[feature[node]] <= threshold[node] ? leftChild[node] : rightChild[node]);
  }
  return node;
}
