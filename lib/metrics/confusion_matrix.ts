import type { Confusion } from "../contracts/metrics.ts";
import { checkRows } from "./check_rows.ts";

/**
 * Counts rows by what happened and what was predicted; positive means failure.
 *
 * @param yTrue Labels, 0 or 1.
 * @param yPredicted Decisions, 0 or 1, a row each.
 * @throws {RangeError} When the lengths differ or an entry is neither 0 nor 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1]), {
 *   true_negative: 1,
 *   false_positive: 1,
 *   false_negative: 0,
 *   true_positive: 2,
 * });
 * ```
 */
export function confusionMatrix(yTrue: ArrayLike<number>, yPredicted: ArrayLike<number>): Confusion {
  checkRows("count confusion matrix", yTrue, yPredicted);
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < yTrue.length; i++) {
    const predicted = yPredicted[i];
    if (predicted !== 0 && predicted !== 1) {
      throw new RangeError(
        `Cannot count confusion matrix: decisions must be 0 or 1, current value: ${predicted} in row ${i}`,
      );
    }
    cells[2 * yTrue[i] + predicted]++;
  }
  const [true_negative, false_positive, false_negative, true_positive] = cells;
  return { true_negative, false_positive, false_negative, true_positive };
}
