/**
 * The decision on each row: 1, a failure, where its score is at or above the threshold, else 0.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual([...decide([0.2, 0.5, 0.7], 0.5)], [0, 1, 1]);
 * ```
 */
export function decide(score: ArrayLike<number>, threshold: number): Uint8Array {
  const decisions = new Uint8Array(score.length);
  for (let i = 0; i < decisions.length; i++) decisions[i] = Number(score[i] >= threshold);
  return decisions;
}
