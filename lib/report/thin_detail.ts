import type { EvaluationDetail } from "../model/evaluation_detail.ts";
import { thinCurve } from "./thin_curve.ts";

/**
 * The same detail with its curves thinned, so that plots and their data stay small on any number of rows.
 *
 * @param limit How many points a curve may keep (default 500).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const points = Array.from({ length: 5000 }, (_, i) => i / 4999);
 * const bins = { mean_predicted: [], observed: [], count: [] };
 * const thinned = thinDetail({
 *   precision_recall: { precision: points, recall: points, threshold: points },
 *   roc: { false_positive_rate: points, true_positive_rate: points },
 *   calibration: { before: bins, after: bins },
 *   importances: [],
 *   bootstrap: { samples: 1000, of: "rows" },
 * });
 * deepEqual(thinned.roc?.true_positive_rate.length, 500);
 * ```
 */
export function thinDetail(detail: EvaluationDetail, limit = 500): EvaluationDetail {
  return {
    ...detail,
    precision_recall: detail.precision_recall && thinPrecisionRecall(detail.precision_recall, limit),
    roc: detail.roc && thinRoc(detail.roc, limit),
  };
}

function thinPrecisionRecall(
  { precision, recall, threshold }: NonNullable<EvaluationDetail["precision_recall"]>,
  limit: number,
) {
  const kept = thinCurve(recall, precision, limit);
  return {
    precision: pick(precision, kept),
    recall: pick(recall, kept),
    // The last point has no threshold.
    threshold: pick(threshold, kept.filter((i) => i < threshold.length)),
  };
}

function thinRoc(
  { false_positive_rate, true_positive_rate }: NonNullable<EvaluationDetail["roc"]>,
  limit: number,
) {
  const kept = thinCurve(false_positive_rate, true_positive_rate, limit);
  return {
    false_positive_rate: pick(false_positive_rate, kept),
    true_positive_rate: pick(true_positive_rate, kept),
  };
}

function pick(values: readonly number[], positions: readonly number[]): number[] {
  return positions.map((i) => values[i]);
}
