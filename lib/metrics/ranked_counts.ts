import { rankScores } from "./rank_scores.ts";

/** What lies at or above each attained score, from the highest to the lowest. */
export interface RankedCounts {
  /** The distinct scores, falling. */
  score: Float64Array;
  /** Rows that failed and score at least as much. */
  truePositives: Uint32Array;
  /** Rows that did not and score at least as much. */
  falsePositives: Uint32Array;
}

/**
 * Counts, for every score attained, the rows at or above it. Every curve and every choice of a threshold reads off
 * these. O(n log n).
 *
 * @param yTrue Labels, 0 or 1.
 * @param score Finite numbers, a row each.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const counts = rankedCounts([0, 1, 1], [0.2, 0.2, 0.9]);
 * deepEqual([...counts.score], [0.9, 0.2]);
 * deepEqual([...counts.truePositives], [1, 2]);
 * deepEqual([...counts.falsePositives], [0, 1]);
 * ```
 */
export function rankedCounts(yTrue: ArrayLike<number>, score: ArrayLike<number>): RankedCounts {
  const { order, tieEnds } = rankScores(score);
  const counts: RankedCounts = {
    score: new Float64Array(tieEnds.length),
    truePositives: new Uint32Array(tieEnds.length),
    falsePositives: new Uint32Array(tieEnds.length),
  };
  let failures = 0, start = 0;
  for (let cut = 0; cut < tieEnds.length; cut++) {
    const end = tieEnds[cut];
    for (let i = start; i < end; i++) failures += yTrue[order[i]];
    counts.score[cut] = score[order[start]];
    counts.truePositives[cut] = failures;
    counts.falsePositives[cut] = end - failures;
    start = end;
  }
  return counts;
}
