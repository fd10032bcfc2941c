import type { CalibrationCurve } from "../metrics/calibration_curve.ts";
import type { PrecisionRecallCurve } from "../metrics/precision_recall_curve.ts";
import type { RocCurve } from "../metrics/roc_curve.ts";

/** How much the forest owes to a feature. */
export interface FeatureImportance {
  feature: string;
  /** Mean decrease in impurity while training; all features' sum to 1. */
  impurity: number;
  /** Loss of average precision on held-out rows when the feature is shuffled: mean and standard deviation. */
  permutation_mean: number;
  permutation_std: number;
}

/** What an evaluation found beside `metrics.json`: curves on held-out rows, and importances. */
export interface EvaluationDetail {
  /** Null where no held-out row failed. */
  precision_recall: PrecisionRecallCurve | null;
  /** Null where all held-out rows failed, or none. */
  roc: Pick<RocCurve, "false_positive_rate" | "true_positive_rate"> | null;
  /** By the forest's own score, and by the calibrated probability. */
  calibration: { before: CalibrationCurve; after: CalibrationCurve };
  importances: readonly FeatureImportance[];
  /** How many resamples the intervals come from, and what was drawn: rows, or whole machines. */
  bootstrap: { samples: number; of: "rows" | "machines" };
}
