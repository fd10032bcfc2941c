import { createRandom } from "../random/random.ts";
import { shuffle } from "../random/shuffle.ts";

/** What a feature is worth: the mean loss of score when its values are shuffled among the rows, and its spread. */
export interface PermutationImportance {
  mean: number;
  /** Standard deviation over repeats (n). */
  std: number;
}

/**
 * Permutation importance (Breiman, 2001; as scikit-learn's `permutation_importance`): how much a score falls when
 * one feature's values are shuffled among the rows, which breaks its tie to the label and to all other features.
 *
 * @param columns One Float64Array a feature.
 * @param score The score of a set of columns, better when higher.
 * @param options How often each feature is shuffled, and the seed; every feature has a stream of its own.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const columns = [Float64Array.of(0, 1, 0, 1), Float64Array.of(5, 5, 5, 5)];
 * const score = ([first]: readonly Float64Array[]) => first[1] + first[3] - first[0] - first[2];
 * const [, constant] = permutationImportance(columns, score, { repeats: 5, seed: 42 });
 * equal(constant.mean, 0);
 * ```
 */
export function permutationImportance(
  columns: readonly Float64Array[],
  score: (columns: readonly Float64Array[]) => number,
  { repeats, seed }: { repeats: number; seed: number },
): PermutationImportance[] {
  const whole = score(columns);
  return columns.map((column, f) => {
    const random = createRandom(seed, f);
    const losses = Array.from({ length: repeats }, () => {
      const shuffled = columns.slice();
      shuffled[f] = shuffle(column.slice(), random);
      return whole - score(shuffled);
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / repeats;
    return { mean, std: Math.sqrt(variance) };
  });
}
