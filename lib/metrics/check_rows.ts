/**
 * Checks what every score is computed from: labels 0 or 1 and, a row each, finite numbers.
 *
 * @throws {RangeError} When the lengths differ, a label is neither 0 nor 1, or a number is not finite.
 *
 * @example
 * ```ts
 * import { throws } from "node:assert/strict";
 * checkRows("compute ROC AUC", [0, 1], [0.2, 0.9]);
 * throws(() => checkRows("compute ROC AUC", [0, 1], [0.2, NaN]), RangeError);
 * ```
 */
export function checkRows(action: string, yTrue: ArrayLike<number>, values: ArrayLike<number>): void {
  if (yTrue.length !== values.length) {
    throw new RangeError(
      `Cannot ${action}: there must be a number for each of ${yTrue.length} labels, current value: ${values.length}`,
    );
  }
  for (let i = 0; i < yTrue.length; i++) {
    if (yTrue[i] !== 0 && yTrue[i] !== 1) {
      throw new RangeError(`Cannot ${action}: labels must be 0 or 1, current value: ${yTrue[i]} in row ${i}`);
    }
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot ${action}: numbers must be finite, current value: ${values[i]} in row ${i}`,
      );
    }
  }
}

/**
 * {@link checkRows} for probabilities, which must lie in [0, 1] too.
 *
 * @throws {RangeError} As `checkRows`, and when a probability lies outside [0, 1].
 */
export function checkProbabilities(
  action: string,
  yTrue: ArrayLike<number>,
  probability: ArrayLike<number>,
): void {
  checkRows(action, yTrue, probability);
  for (let i = 0; i < probability.length; i++) {
    if (probability[i] < 0 || probability[i] > 1) {
      throw new RangeError(
        `Cannot ${action}: probabilities must lie in [0, 1], current value: ${probability[i]} in row ${i}`,
      );
    }
  }
}
