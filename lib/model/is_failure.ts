import type { Model } from "./model.ts";

/**
 * What a model says of a calibrated probability: a failure from its threshold on.
 *
 * @param probability In [0, 1].
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const model = { header: { threshold: { probability: 0.4 } } };
 * deepEqual([0.39, 0.4].map((probability) => isFailure(model, probability)), [false, true]);
 * ```
 */
export function isFailure(
  { header }: { header: { threshold: Pick<Model["header"]["threshold"], "probability"> } },
  probability: number,
): boolean {
  return probability >= header.threshold.probability;
}
