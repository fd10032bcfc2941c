import { type Forest, treeCount } from "./forest.ts";
import type { GrownForest } from "./grow_forest.ts";

/**
 * Every row's score by the trees whose bootstrap did not draw it (Breiman, 1996), in [0, 1]; NaN for a row that
 * all trees saw. Null where the engine does not tell which rows its trees saw. Leaf values are added in the order of
 * trees.
 *
 * @param columns The features the forest was grown on.
 * @param rowCount How many of the first rows to score.
 * @param onTree Told after each tree how many there have been, and how to get the scores by these alone.
 */
export function outOfBagScores(
  { forest, inBag }: GrownForest,
  columns: readonly Float64Array[],
  rowCount: number,
  onTree?: (trees: number, scores: () => Float64Array) => void,
): Float64Array | null {
  if (inBag === null) return null;
  const sums = new Float64Array(rowCount), voters = new Int32Array(rowCount);
  const trees = treeCount(forest);
  const scores = () => sums.map((sum, row) => sum / voters[row]);
  // Tree by tree: a tree's nodes stay in the cache while all rows walk it.
  for (let tree = 0; tree < trees; tree++) {
    addVotes(forest, tree, inBag, columns, sums, voters);
    onTree?.(tree + 1, scores);
  }
  return scores();
}

/** Adds what one tree says of the rows it did not see. */
function addVotes(
  { treeOffsets, feature, threshold, leftChild, rightChild, value }: Forest,
  tree: number,
  inBag: (tree: number, row: number) => boolean,
  columns: readonly Float64Array[],
  sums: Float64Array,
  voters: Int32Array,
): void {
  const root = treeOffsets[tree];
  for (let row = 0; row < sums.length; row++) {
    if (inBag(tree, row)) continue;
    let node = root;
    while (feature[node] >= 0) {
      node = root + (columns[feature[node]][row] <= threshold[node] ? leftChild[node] : rightChild[node]);
    }
    sums[row] += value[node];
    voters[row]++;
  }
}
