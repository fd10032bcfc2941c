import { treeCount } from "./forest.ts";
import type { GrownForest } from "./grow_forest.ts";
import { leafOf } from "./score_rows.ts";

/**
 * Every row's score by the trees whose bootstrap did not draw it (Breiman, 1996), in [0, 1]; NaN for a row that
 * all trees saw. Null where the engine does not tell which rows its trees saw.
 *
 * @param columns The features the forest was grown on.
 * @param rowCount How many of the first rows to score.
 */
export function outOfBagScores(
  { forest, inBag }: GrownForest,
  columns: readonly Float64Array[],
  rowCount: number,
): Float64Array | null {
  if (inBag === null) return null;
  const trees = treeCount(forest);
  const values = new Float64Array(columns.length);
  const scores = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    for (let f = 0; f < columns.length; f++) values[f] = columns[f][row];
    let sum = 0, voters = 0;
    for (let tree = 0; tree < trees; tree++) {
      if (inBag(tree, row)) continue;
      sum += forest.value[leafOf(forest, tree, values)];
      voters++;
    }
    scores[row] = sum / voters;
  }
  return scores;
}
