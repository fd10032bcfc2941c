import { type Forest, treeCount } from "./forest.ts";

/**
 * The scores of rows by walking every tree from its root: what every faster way must equal bit for bit.
 *
 * @param columns One Float64Array a feature, in the forest's order, all of one length.
 */
export function walkRows(forest: Forest, columns: readonly Float64Array[]): Float64Array {
  const scores = new Float64Array(columns[0].length);
  const values = new Float64Array(columns.length);
  for (let row = 0; row < scores.length; row++) {
    for (let f = 0; f < columns.length; f++) values[f] = columns[f][row];
    scores[row] = walkRow(forest, values);
  }
  return scores;
}

/** One row's score by the plain walk. Leaf values are added in the order of trees. */
export function walkRow(forest: Forest, values: Float64Array): number {
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
