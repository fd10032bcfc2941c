import type { Metrics } from "../../../lib/contracts/metrics.ts";
import { metricsSchema } from "../../../lib/contracts/metrics.ts";
import { modelHeaderSchema, modelParamsSchema } from "../../../lib/contracts/model_header.ts";
import { paramsSchema } from "../../../lib/contracts/params.ts";
import { splitSummarySchema } from "../../../lib/contracts/summaries.ts";
import { createRandom } from "../../../lib/random/random.ts";
import type { Evaluation } from "../../../lib/report/evaluation.ts";
import type { CalibrationCurve } from "../../../lib/metrics/calibration_curve.ts";
import type { EvaluationDetail } from "../../../lib/model/evaluation_detail.ts";
import { parse } from "yaml";

const params = paramsSchema.parse(
  parse(Deno.readTextFileSync(new URL("../../../params.yaml", import.meta.url))),
);

const metrics: Metrics = metricsSchema.parse({
  test: {
    accuracy: 0.99196,
    precision: 0.95294,
    recall: 0.80198,
    f1: 0.87097,
    mcc: 0.87024,
    roc_auc: 0.97751,
    average_precision: 0.89321,
    brier: 0.00712,
    ece: 0.00413,
    ece_uncalibrated: 0.01128,
    log_loss: 0.03174,
    confusion: { true_negative: 2882, false_positive: 4, false_negative: 20, true_positive: 81 },
    threshold: 0.4127,
    interval: {
      precision: [0.90123, 0.98901],
      recall: [0.72116, 0.87612],
      f1: [0.81734, 0.91853],
      average_precision: [0.83215, 0.94102],
    },
  },
  cv: { f1: { mean: 0.8812, std: 0.0231 }, average_precision: { mean: 0.8991, std: 0.0187 } },
  baseline: {
    accuracy: 0.96619,
    precision: null,
    recall: 0,
    f1: 0,
    mcc: 0,
    roc_auc: 0.5,
    average_precision: 0.03381,
    brier: 0.03381,
    ece: 0.03381,
    log_loss: 0.14812,
    confusion: { true_negative: 2886, false_positive: 0, false_negative: 101, true_positive: 0 },
  },
  rules: {
    accuracy: 0.99464,
    precision: 1,
    recall: 0.84158,
    f1: 0.91398,
    mcc: 0.91487,
    confusion: { true_negative: 2886, false_positive: 0, false_negative: 16, true_positive: 85 },
  },
  data: {
    rows: 10000,
    failures: 339,
    rejected: 12,
    train: { rows: 7013, failures: 238 },
    test: { rows: 2987, failures: 101 },
    hash: "9f2c4be1d07a55e0c3f64d1a2b8e7c9005d1f3a6b4c2e8d7f9a0b1c2d3e4f506",
  },
  leak: { alarm: false, reasons: [] },
  model: { name: "faultline", version: "a1b2c3d4e5f6" },
});

const features = [
  "torque_nm",
  "power_w",
  "rotational_speed_rpm",
  "strain_min_nm",
  "temperature_difference_k",
  "tool_wear_min",
  "air_temperature_k",
  "process_temperature_k",
  "type",
];

const header = modelHeaderSchema.parse({
  format_version: 1,
  name: "faultline",
  recipe: {
    feature_names: features,
    label_encoder: { type: ["L", "M", "H"] },
    fences: [
      {
        column: "torque_nm",
        lower: 12.6,
        upper: 67.6,
        applied: false,
        outside: { rows: 49, failures: 44 },
        inside: { rows: 6964, failures: 194 },
        outside_rate_upper: 0.9661,
      },
      {
        column: "air_temperature_k",
        lower: 294.1,
        upper: 306.2,
        applied: true,
        outside: { rows: 61, failures: 0 },
        inside: { rows: 6952, failures: 238 },
        outside_rate_upper: 0.0479,
      },
      {
        column: "tool_wear_min",
        lower: -110.5,
        upper: 325.5,
        applied: false,
        outside: { rows: 0, failures: 0 },
        inside: { rows: 7013, failures: 238 },
        outside_rate_upper: null,
      },
    ],
    removed: { rows: 61, failures: 0 },
    balance: { method: "smote-nc", synthetic: 436 },
  },
  calibration: { method: "beta", epsilon: 1e-6, a: 1.02, b: 0.61, c: -0.42 },
  threshold: { rule: "f1", score: 0.455, probability: 0.4127 },
  params: modelParamsSchema.strip().parse(params),
  data: { hash: metrics.data.hash, split_by: "machine", rows: 7013, failures: 238 },
  training: {
    cv: { f1: { mean: 0.8812, std: 0.0231 } },
    out_of_bag: { average_precision: 0.9012, brier: 0.0069 },
  },
});

const split = splitSummarySchema.parse({
  by: "machine",
  train: { rows: 7013, failures: 238 },
  test: { rows: 2987, failures: 101 },
  machines: { train: 150, test: 64 },
  ingest: {
    source: "simulate:?rows=10000&seed=42",
    hash: metrics.data.hash,
    rows: 10000,
    failures: 339,
    rejected: 12,
  },
});

/** An evaluation as a default run gives it, made up but consistent. The caller owns the copy. */
export function sampleEvaluation(): Evaluation {
  return structuredClone({ metrics, header, split, detail: sampleDetail() });
}

/** Curves of scores drawn so that about as many failures are found as the sample's figures say. */
function sampleDetail(): EvaluationDetail {
  const random = createRandom(7);
  const rows = Array.from({ length: 2987 }, (_, i) => {
    const failed = i < 101;
    const found = failed && random.uniform() < 0.85;
    return { failed, score: found ? 0.4 + 0.6 * random.uniform() : random.uniform() ** 12 * 0.6 };
  }).sort((a, b) => b.score - a.score);
  const precision_recall = { precision: [] as number[], recall: [] as number[], threshold: [] as number[] };
  const roc = { false_positive_rate: [0], true_positive_rate: [0] };
  let hits = 0;
  rows.forEach((row, i) => {
    if (row.failed) hits++;
    precision_recall.precision.unshift(hits / (i + 1));
    precision_recall.recall.unshift(hits / 101);
    precision_recall.threshold.unshift(row.score);
    roc.false_positive_rate.push((i + 1 - hits) / 2886);
    roc.true_positive_rate.push(hits / 101);
  });
  precision_recall.precision.push(1);
  precision_recall.recall.push(0);
  const bins = (bend: (p: number) => number): CalibrationCurve => ({
    mean_predicted: [0.008, 0.14, 0.25, 0.34, 0.46, 0.55, 0.64, 0.75, 0.86, 0.96],
    observed: [0.006, 0.12, 0.2, 0.42, 0.4, 0.6, 0.58, 0.8, 0.9, 1].map(bend),
    count: [2810, 42, 20, 12, 10, 10, 12, 15, 21, 35],
  });
  return {
    precision_recall,
    roc,
    calibration: { before: bins((p) => p ** 1.7), after: bins((p) => p) },
    bootstrap: { samples: 1000, of: "rows" },
    importances: features.map((feature, i) => ({
      feature,
      impurity: [0.21, 0.2, 0.16, 0.15, 0.11, 0.09, 0.04, 0.03, 0.01][i],
      permutation_mean: [0.05, 0.31, 0.12, 0.34, 0.29, 0.22, 0.01, 0.002, -0.001][i],
      permutation_std: [0.01, 0.03, 0.02, 0.03, 0.02, 0.02, 0.004, 0.002, 0.001][i],
    })),
  };
}
