import { createRandom } from "../random/random.ts";
import { FaultlineError } from "../errors.ts";
import { nearestNeighbors } from "./kd_tree.ts";

/** Which point, towards which of its neighbours, and how far: one entry a synthetic row. */
export interface Draws {
  /** point × k + which of its neighbours. */
  indices: Uint32Array;
  /** How far from the point to the neighbour, in [0, 1). */
  steps: Float64Array;
}

/** Settings of SMOTE. */
export interface SmoteOptions {
  /** Neighbours a point. */
  k: number;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
}

/**
 * How many synthetic failures bring failures to `ratio` times the rest: `ratio × rest - failures`, cut to a whole
 * number as imbalanced-learn cuts it, or 0 where there are as many already.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(syntheticCount(339, 9661, 0.1), 627);
 * equal(syntheticCount(339, 9661, 0.01), 0);
 * ```
 */
export function syntheticCount(failures: number, rest: number, ratio: number): number {
  return Math.max(0, Math.trunc(rest * ratio - failures));
}

/**
 * Checks that there are more minority rows than neighbours asked for.
 *
 * @throws {FaultlineError} BALANCE_TOO_FEW
 */
export function checkMinority(minority: number, k: number): void {
  if (minority > k) return;
  throw new FaultlineError(
    "BALANCE_TOO_FEW",
    `Cannot make synthetic failures from ${k} neighbours: there must be at least ${
      k + 1
    } failures among the ` +
      `training rows, current value: ${minority}`,
    {
      hint: minority > 1
        ? `--set balance.k_neighbors=${minority - 1}, or --set balance.method=none`
        : "--set balance.method=none",
    },
  );
}

/**
 * Draws what SMOTE leaves to chance: all points and neighbours first, then all steps.
 *
 * @param count Synthetic rows.
 * @param pairs Points × k.
 */
export function drawSamples(count: number, pairs: number, seed: number): Draws {
  const random = createRandom(seed);
  const indices = new Uint32Array(count);
  const steps = new Float64Array(count);
  for (let i = 0; i < count; i++) indices[i] = random.below(pairs);
  for (let i = 0; i < count; i++) steps[i] = random.uniform();
  return { indices, steps };
}

/**
 * The points that draws describe: `x + step × (neighbour - x)`, in every column.
 *
 * @param columns The minority rows' columns.
 * @param neighbors Minority rows × k, as {@linkcode nearestNeighbors} gives them.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const draws = { indices: Uint32Array.of(1), steps: Float64Array.of(0.25) };
 * deepEqual(interpolate([Float64Array.of(0, 4)], Int32Array.of(1, 0), 1, draws), [Float64Array.of(3)]);
 * ```
 */
export function interpolate(
  columns: readonly Float64Array[],
  neighbors: Int32Array,
  k: number,
  { indices, steps }: Draws,
): Float64Array[] {
  const points = indices.map((index) => Math.floor(index / k));
  return columns.map((column) => {
    const values = new Float64Array(indices.length);
    for (let i = 0; i < values.length; i++) {
      const x = column[points[i]];
      values[i] = x + steps[i] * (column[neighbors[indices[i]]] - x);
    }
    return values;
  });
}

/**
 * Synthetic minority rows on the segments between minority rows and their nearest neighbours (Chawla, Bowyer, Hall
 * and Kegelmeyer, 2002, "SMOTE: synthetic minority over-sampling technique", JAIR 16), as imbalanced-learn's `SMOTE`
 * makes them: every column is interpolated as it stands, an encoded category too, and distances are of unscaled
 * columns.
 *
 * @param columns The minority rows' columns.
 * @param count Synthetic rows to make.
 * @throws {FaultlineError} BALANCE_TOO_FEW, when there are no more minority rows than neighbours.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const [values] = smote([Float64Array.of(1, 2, 3)], 4, { k: 2, seed: 42 });
 * equal(values.length, 4);
 * equal(values.every((value) => value >= 1 && value <= 3), true);
 * ```
 */
export function smote(
  columns: readonly Float64Array[],
  count: number,
  { k, seed }: SmoteOptions,
): Float64Array[] {
  const minority = columns[0].length;
  checkMinority(minority, k);
  return interpolate(columns, nearestNeighbors(columns, k), k, drawSamples(count, minority * k, seed));
}
