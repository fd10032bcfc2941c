import { type Metrics, metricsSchema } from "../../lib/contracts/metrics.ts";

/** Metrics as evaluation writes them, every score the same. */
export function sampleMetrics(): Metrics {
  const names = ["accuracy", "precision", "recall", "f1", "mcc"];
  const decisions = Object.fromEntries(names.map((name) => [name, 0.9]));
  const more = ["roc_auc", "average_precision", "brier", "ece", "log_loss"];
  const confusion = { true_negative: 90, false_positive: 1, false_negative: 2, true_positive: 7 };
  const scores = { ...decisions, ...Object.fromEntries(more.map((name) => [name, 0.5])), confusion };
  const counts = { rows: 100, failures: 9 };
  return metricsSchema.parse({
    test: { ...scores, threshold: 0.3, ece_uncalibrated: null, interval: { f1: [0.8, 0.95] } },
    cv: { f1: { mean: 0.88, std: 0.02 }, mcc: null },
    baseline: scores,
    rules: { ...decisions, confusion },
    data: { ...counts, rejected: 0, train: counts, test: counts, hash: "0".repeat(64) },
    leak: { alarm: false, reasons: [] },
    model: { name: "sample", version: "0123456789ab" },
  });
}
