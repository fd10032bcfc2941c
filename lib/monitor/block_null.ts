import { studentTail } from "../drift/student_tail.ts";

/** How a statistic varies from stretch to stretch of a series in which nothing is wrong. */
export interface BlockNull {
  /** Stretches that were looked at; each shares half of its rows with the next. */
  blocks: number;
  /** Half of the stretches that do not overlap: neighbours of a slow series are not independent. */
  freedom: number;
  mean: number;
  sd: number;
}

/** A statistic of the values from `start` on and before `end`. */
export type Statistic = (values: Float64Array, start: number, end: number) => number;

/** With fewer stretches that do not overlap, how they vary is not known. */
export const fewestBlocks = 8;

/**
 * How a statistic varies over contiguous stretches of a reference. Readings of a plant hang together: the air of a hall
 * is a random walk, and two stretches of one undisturbed year differ far more than shuffled rows would. Whatever moves
 * no further than those stretches do has not changed. Stretches overlap by half, as in Welch's method, which makes more
 * of a short reference.
 *
 * @param values The reference's, in the order of their time.
 * @param rows Length of a stretch, at least 1.
 * @returns Null when the reference is shorter than 8 stretches. O(n).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const walk = Float64Array.from({ length: 800 }, (_, i) => Math.floor(i / 100) % 2);
 * const { mean, freedom } = blockNull(walk, 100, meanOf)!;
 * equal(mean, 0.5);
 * equal(freedom, 4);
 * equal(blockNull(walk, 101, meanOf), null);
 * ```
 */
export function blockNull(values: Float64Array, rows: number, statistic: Statistic): BlockNull | null {
  const apart = Math.floor(values.length / rows);
  if (apart < fewestBlocks) return null;
  const step = Math.max(1, Math.floor(rows / 2));
  const found: number[] = [];
  for (let start = 0; start + rows <= values.length; start += step) {
    found.push(statistic(values, start, start + rows));
  }
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const square = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (found.length - 1);
  return { blocks: found.length, freedom: Math.floor(apart / 2), mean, sd: Math.sqrt(square) };
}

/** Where a value stands among a reference's stretches. */
export interface BlockDeviation {
  /** Standard deviations from the mean; null when the stretches are all alike. */
  deviation: number | null;
  /** Two-sided; 0 when the stretches are all alike and the value is not. */
  p_value: number;
}

/**
 * How surprising a value is among a reference's stretches: by a prediction interval, that is Student's t for one more
 * draw, where as many stretches are counted as do not overlap.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * const known = { blocks: 27, freedom: 7, mean: 300, sd: 1.5 };
 * ok(deviationFrom(known, 301).p_value > 0.4);
 * ok(deviationFrom(known, 320).p_value < 1e-4);
 * ```
 */
export function deviationFrom({ freedom, mean, sd }: BlockNull, value: number): BlockDeviation {
  // Rounding leaves a trace of a deviation where every stretch is the same.
  if (sd <= 1e-12 * Math.abs(mean)) {
    const same = Math.abs(value - mean) <= 1e-9 * Math.max(1, Math.abs(mean));
    return { deviation: null, p_value: same ? 1 : 0 };
  }
  const deviation = (value - mean) / sd;
  const apart = 2 * freedom;
  return { deviation, p_value: studentTail(deviation / Math.sqrt(1 + 1 / apart), freedom) };
}

const leastSpread = 1e-9;

/** The mean of a stretch. */
export function meanOf(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  return sum / (end - start);
}

/**
 * The logarithm of a stretch's standard deviation, in which doubling and halving are equally far. No spread at all
 * counts as one of a billionth, whatever the value.
 */
export function spreadOf(values: Float64Array, start: number, end: number): number {
  const mean = meanOf(values, start, end);
  let square = 0, isStill = true;
  for (let i = start; i < end; i++) {
    square += (values[i] - mean) ** 2;
    if (values[i] !== values[start]) isStill = false;
  }
  // The mean of equal values is rounded, and may be none of them.
  return Math.log(isStill ? leastSpread : Math.max(Math.sqrt(square / (end - start)), leastSpread));
}
