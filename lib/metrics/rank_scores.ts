/** Rows from the highest score to the lowest. */
export interface Ranking {
  /** Row numbers by falling score; rows of equal score keep their order. */
  order: Uint32Array;
  /** Where each run of equal scores ends in `order`, exclusive; rising. */
  tieEnds: Uint32Array;
}

/**
 * Ranks rows by falling score, rows of equal score together. O(n log n).
 *
 * @param score Finite numbers.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const { order, tieEnds } = rankScores([0.1, 0.9, 0.1]);
 * deepEqual([...order], [1, 0, 2]);
 * deepEqual([...tieEnds], [1, 3]);
 * ```
 */
export function rankScores(score: ArrayLike<number>): Ranking {
  const order = Uint32Array.from({ length: score.length }, (_, i) => i);
  order.sort((a, b) => score[b] - score[a] || a - b);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || score[order[i]] !== score[order[i - 1]]) ends.push(i);
  }
  return { order, tieEnds: Uint32Array.from(ends) };
}
