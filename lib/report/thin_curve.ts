/**
 * Chooses at most `limit` points that keep a curve's shape, both ends included: largest triangle three buckets
 * (Steinarsson, "Downsampling time series for visual representation", 2013). Linear time.
 *
 * @param x The curve's first coordinate.
 * @param y Its second, of the same length.
 * @param limit How many points to keep (default 500, at least 2).
 * @returns The positions kept, increasing.
 * @throws {RangeError} When the lengths differ or the limit is below 2.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(thinCurve([0, 1, 2, 3, 4], [0, 0, 9, 0, 0], 3), [0, 2, 4]);
 * ```
 */
export function thinCurve(x: readonly number[], y: readonly number[], limit = 500): number[] {
  if (x.length !== y.length) {
    throw new RangeError(`Cannot thin curve: y must have ${x.length} points, current value: ${y.length}`);
  }
  if (!Number.isInteger(limit) || limit < 2) {
    throw new RangeError(`Cannot thin curve: limit must be a whole number from 2, current value: ${limit}`);
  }
  const count = x.length;
  if (count <= limit) return Array.from(x, (_, i) => i);

  const kept = [0];
  const width = (count - 2) / (limit - 2);
  for (let bucket = 0; bucket < limit - 2; bucket++) {
    const start = 1 + Math.floor(bucket * width);
    const end = 1 + Math.floor((bucket + 1) * width);
    const next = meanPoint(x, y, end, Math.min(count, 1 + Math.floor((bucket + 2) * width)));
    kept.push(farthest(x, y, start, end, kept[kept.length - 1], next));
  }
  kept.push(count - 1);
  return kept;
}

/** The centre of the points from `start` up to `end`; of the last point where there are none. */
function meanPoint(x: readonly number[], y: readonly number[], start: number, end: number): [number, number] {
  const from = Math.min(start, x.length - 1);
  const to = Math.max(end, from + 1);
  let sumX = 0, sumY = 0;
  for (let i = from; i < to; i++) {
    sumX += x[i];
    sumY += y[i];
  }
  return [sumX / (to - from), sumY / (to - from)];
}

/** The point of a bucket that makes the largest triangle with the last one kept and the next bucket's centre. */
function farthest(
  x: readonly number[],
  y: readonly number[],
  start: number,
  end: number,
  last: number,
  next: [number, number],
): number {
  let best = start, bestArea = -1;
  for (let i = start; i < end; i++) {
    const area = Math.abs((x[last] - next[0]) * (y[i] - y[last]) - (x[last] - x[i]) * (next[1] - y[last]));
    if (area > bestArea) {
      bestArea = area;
      best = i;
    }
  }
  return best;
}
