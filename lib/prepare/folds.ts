import { FaultlineError } from "../errors.ts";
import { hashText } from "../random/hash.ts";
import { numberColumn, type Table, textColumn } from "../table/table.ts";
import { measuredTimes } from "./measured_times.ts";

/** How training rows are put into folds. */
export interface FoldOptions {
  /** A whole number from 2. */
  folds: number;
  /** A whole number from 0 to 2^32 - 1. */
  seed: number;
  /** What must not be torn apart; as the readings were split. */
  by: "row" | "machine" | "time";
}

/**
 * Puts training rows into folds for cross-validation, the way the readings themselves were split:
 *
 * - `row`: each class's rows, in the order of a hash of their ids, are dealt round the folds. Counts of each class,
 *   and of all rows, differ by at most one between folds, and the rows' order in the table changes nothing.
 * - `machine`: whole machines, as scikit-learn's `StratifiedGroupKFold` puts them: the machine whose classes differ
 *   most in number first, each to the fold that leaves the classes most evenly spread.
 * - `time`: consecutive blocks of about equal size; rows of one moment stay together.
 *
 * @returns The fold of each row, from 0.
 * @throws {FaultlineError} LABEL_ONE_CLASS, when all rows are of one class; LABEL_TOO_FEW, when a fold would be
 * without failures or without ordinary rows; SPLIT_NO_TIME.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createTable } from "../table/table.ts";
 * const table = createTable({
 *   reading_id: ["a", "b", "c", "d"],
 *   failure: Float64Array.of(1, 0, 0, 1),
 * });
 * deepEqual([...assignFolds(table, { folds: 2, seed: 42, by: "row" })].sort(), [0, 0, 1, 1]);
 * ```
 */
export function assignFolds(table: Table, { folds, seed, by }: FoldOptions): Int32Array {
  if (!Number.isInteger(folds) || folds < 2) {
    throw new RangeError(`Cannot make folds: folds must be a whole number from 2, current value: ${folds}`);
  }
  const failure = numberColumn(table, "failure");
  const failures = failure.reduce((sum, failed) => sum + failed, 0);
  if (failures === 0 || failures === failure.length) {
    throw new FaultlineError(
      "LABEL_ONE_CLASS",
      `Cannot cross-validate: failure must be 0 in some training rows and 1 in others, current value: ${
        failures === 0 ? 0 : 1
      } in all ${failure.length}`,
      { hint: "give readings that hold failures and ordinary operation" },
    );
  }
  const assign = (count: number) =>
    by === "row"
      ? dealRows(textColumn(table, "reading_id"), failure, count, seed)
      : by === "machine"
      ? placeMachines(textColumn(table, "machine_id"), failure, count, seed)
      : cutTime(measuredTimes(table), count);

  const rowFolds = assign(folds);
  const poor = poorFolds(rowFolds, failure, folds);
  if (poor === 0) return rowFolds;
  let possible = Math.min(folds - 1, failures, failure.length - failures);
  while (possible >= 2 && poorFolds(assign(possible), failure, possible) > 0) possible--;
  throw new FaultlineError(
    "LABEL_TOO_FEW",
    `Cannot cross-validate in ${folds} folds by ${by}: each must hold failures and ordinary rows, current value: ` +
      `${poor} of them would not (${failures} failures in ${failure.length} training rows)`,
    {
      hint: possible >= 2
        ? `--set validation.folds=${possible}`
        : by === "row"
        ? "give readings with more failures: two folds need two of each kind"
        : "give readings with more failures, or --set split.by=row",
    },
  );
}

/** How many folds lack one of the classes. */
function poorFolds(rowFolds: Int32Array, failure: Float64Array, folds: number): number {
  const counts = Array.from({ length: folds }, () => [0, 0]);
  for (let i = 0; i < rowFolds.length; i++) counts[rowFolds[i]][failure[i]]++;
  return counts.filter(([ordinary, failed]) => ordinary === 0 || failed === 0).length;
}

/** Positions of texts in the order of their hashes: random, yet the same whatever order they come in. */
function hashOrder(texts: readonly string[], seed: number): Int32Array {
  const highs = new Float64Array(texts.length);
  for (let i = 0; i < highs.length; i++) {
    const [high, low] = hashText(texts[i], seed);
    // 53 bits of the 64, so that one number holds them.
    highs[i] = high * 2 ** 21 + (low >>> 11);
  }
  return Int32Array.from(texts, (_, i) => i).sort((a, b) =>
    highs[a] - highs[b] || (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : a - b)
  );
}

function dealRows(ids: readonly string[], failure: Float64Array, folds: number, seed: number): Int32Array {
  const rowFolds = new Int32Array(ids.length);
  const order = hashOrder(ids, seed);
  // The ordinary rows go on where the failures ended, so that the folds' sizes differ by one at most.
  let next = 0;
  for (const label of [1, 0]) {
    for (const row of order) {
      if (failure[row] !== label) continue;
      rowFolds[row] = next;
      next = (next + 1) % folds;
    }
  }
  return rowFolds;
}

function placeMachines(
  ids: readonly string[],
  failure: Float64Array,
  folds: number,
  seed: number,
): Int32Array {
  const names = [...new Set(ids)];
  const numbers = new Map(names.map((name, i) => [name, i]));
  const machineOf = Int32Array.from(ids, (id) => numbers.get(id)!);
  const counts = [new Float64Array(names.length), new Float64Array(names.length)];
  for (let i = 0; i < ids.length; i++) counts[failure[i]][machineOf[i]]++;
  const totals = counts.map((column) => column.reduce((sum, rows) => sum + rows, 0));

  // The standard deviation of two numbers is half their distance; machines that tie keep their hashed order.
  const spread = (machine: number) => Math.abs(counts[0][machine] - counts[1][machine]);
  const order = [...hashOrder(names, seed)].sort((a, b) => spread(b) - spread(a));
  const foldCounts = [new Float64Array(folds), new Float64Array(folds)];
  const machineFold = new Int32Array(names.length);
  for (const machine of order) {
    let best = 0, bestSpread = Infinity, bestRows = Infinity;
    for (let fold = 0; fold < folds; fold++) {
      const rows = foldCounts[0][fold] + foldCounts[1][fold];
      for (const label of [0, 1]) foldCounts[label][fold] += counts[label][machine];
      const uneven = (shareDeviation(foldCounts[0], totals[0]) + shareDeviation(foldCounts[1], totals[1])) /
        2;
      for (const label of [0, 1]) foldCounts[label][fold] -= counts[label][machine];
      const equal = Math.abs(uneven - bestSpread) <= 1e-8 + 1e-5 * bestSpread;
      if (uneven < bestSpread || (equal && rows < bestRows)) {
        best = fold;
        bestSpread = uneven;
        bestRows = rows;
      }
    }
    machineFold[machine] = best;
    for (const label of [0, 1]) foldCounts[label][best] += counts[label][machine];
  }
  return Int32Array.from(machineOf, (machine) => machineFold[machine]);
}

/** The standard deviation over folds of their shares of a class, rounded step by step as numpy's is. */
function shareDeviation(counts: Float64Array, total: number): number {
  let sum = 0;
  for (const count of counts) sum += count / total;
  const mean = sum / counts.length;
  let squares = 0;
  for (const count of counts) squares += (count / total - mean) ** 2;
  return Math.sqrt(squares / counts.length);
}

function cutTime(times: Float64Array, folds: number): Int32Array {
  const rowFolds = new Int32Array(times.length);
  const order = Int32Array.from(times, (_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
  for (let i = 0; i < order.length; i++) {
    rowFolds[order[i]] = i > 0 && times[order[i]] === times[order[i - 1]]
      ? rowFolds[order[i - 1]]
      : Math.floor(i * folds / order.length);
  }
  return rowFolds;
}
