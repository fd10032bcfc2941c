import type { Forest } from "./forest.ts";
import { walkRow, walkRows } from "./plain_walk.ts";
import { createScoreKernel, type ScoreKernel } from "./score_kernel.ts";

/** What is known of a forest that has scored rows. */
interface Scoring {
  /** Rows walked so far. */
  walked: number;
  /** Null where the kernel does not serve this forest; undefined while its tables are not made. */
  kernel: ScoreKernel | null | undefined;
}

const scorings = new WeakMap<Forest, Scoring>();

/**
 * The forest's score of every row: the mean over trees of the share of failures in the row's leaf, in [0, 1], as
 * scikit-learn's `predict_proba` defines it. Leaf values are added in the order of trees.
 *
 * The first rows walk the trees; once a forest has scored so many that making tables pays, a kernel of leaf masks
 * takes over, which equals the walk bit for bit and is some ten times as fast. The forest's arrays must not change
 * once it has scored rows.
 *
 * @param columns One Float64Array a feature, in the forest's order, all of one length, without NaN.
 *
 * @throws {RangeError} When the number of columns is not the forest's number of features.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const stump = {
 *   featureCount: 1,
 *   treeOffsets: Int32Array.of(0, 3),
 *   feature: Int32Array.of(0, -2, -2),
 *   threshold: Float64Array.of(40, -2, -2),
 *   leftChild: Int32Array.of(1, -1, -1),
 *   rightChild: Int32Array.of(2, -1, -1),
 *   value: Float64Array.of(0.1, 0, 0.5),
 *   nodeSamples: Int32Array.of(10, 8, 2),
 * };
 * deepEqual(scoreRows(stump, [Float64Array.of(39, 40, 41)]), Float64Array.of(0, 0, 0.5));
 * ```
 */
export function scoreRows(forest: Forest, columns: readonly Float64Array[]): Float64Array {
  if (columns.length !== forest.featureCount) {
    throw new RangeError(
      `Cannot score rows: there must be ${forest.featureCount} features, current value: ${columns.length}`,
    );
  }
  const kernel = kernelFor(forest, columns[0].length);
  return kernel ? kernel.scoreRows(columns) : walkRows(forest, columns);
}

/**
 * The forest's score of one row, in [0, 1]: bit for bit what {@linkcode scoreRows} says of it.
 *
 * @param values The row's features, in the forest's order.
 */
export function scoreRow(forest: Forest, values: Float64Array): number {
  const kernel = kernelFor(forest, 1);
  return kernel ? kernel.scoreRow(values) : walkRow(forest, values);
}

/**
 * Makes a forest's tables now, so that even its first row is scored by the fast kernel: some 10 ms for 100 trees.
 * For a server, before it says that it is ready. Scores are the same with and without.
 */
export function prepareToScore(forest: Forest): void {
  const scoring = scoringOf(forest);
  if (scoring.kernel === undefined) scoring.kernel = createScoreKernel(forest);
}

/** The kernel, once walking rows has cost as much as making its tables costs: at worst twice the best choice. */
function kernelFor(forest: Forest, rows: number): ScoreKernel | null | undefined {
  const scoring = scoringOf(forest);
  if (scoring.kernel !== undefined) return scoring.kernel;
  scoring.walked += rows;
  if (scoring.walked < rowsThatPay(forest)) return undefined;
  return scoring.kernel = createScoreKernel(forest);
}

/** Rows that a walk scores in the time that tables take. Measured in walks of one tree, of some 50 ns. */
function rowsThatPay({ feature, treeOffsets }: Forest): number {
  const trees = treeOffsets.length - 1;
  return (20_000 + 1_000 * trees + 0.3 * feature.length) / trees;
}

function scoringOf(forest: Forest): Scoring {
  let scoring = scorings.get(forest);
  if (scoring === undefined) scorings.set(forest, scoring = { walked: 0, kernel: undefined });
  return scoring;
}
