import { z } from "zod";
import { sensorColumns } from "./reading.ts";

const share = z.number().gt(0).lt(1);
const seed = z.int().min(0).max(2 ** 32 - 1);
const headers = z.union([z.string(), z.array(z.string()).min(1)]);
const cost = z.number().min(0);

/** Where readings come from and how a plant's headers map to the contract's names. */
const ingestSchema = z.strictObject({
  source: z.string().min(1),
  columns: z.strictObject({
    reading_id: headers.optional(),
    machine_id: headers.optional(),
    measured_at: headers.optional(),
    type: headers.optional(),
    ...Object.fromEntries(sensorColumns.map((name) => [name, headers.optional()])) as Record<
      (typeof sensorColumns)[number],
      z.ZodOptional<typeof headers>
    >,
    failure: headers.optional(),
    twf: headers.optional(),
    hdf: headers.optional(),
    pwf: headers.optional(),
    osf: headers.optional(),
    rnf: headers.optional(),
  }),
  max_rejected_share: z.number().min(0).lt(1),
});

/** Which rows are held out. */
const splitSchema = z.strictObject({
  by: z.enum(["auto", "row", "machine", "time"]),
  test_share: share,
  seed,
});

/** Redundant columns that are kept from the features. */
const transformSchema = z.strictObject({ drop: z.array(z.string()) });

/** Outlier removal by interquartile-range fences, on training rows alone. */
const outliersSchema = z.strictObject({
  method: z.enum(["iqr", "none"]),
  k: z.number().gt(0),
  keep_signal: z.boolean(),
  max_risk_ratio: z.number().gt(0),
});

/** Synthetic minority rows, added to training rows alone. */
const balanceSchema = z.strictObject({
  method: z.enum(["smote-nc", "smote", "none"]),
  ratio: z.number().gt(0).max(1),
  k_neighbors: z.int().min(1),
  seed,
});

/** The forest. Names and meanings are scikit-learn's. */
const trainSchema = z.strictObject({
  engine: z.enum(["faultline", "ml-random-forest"]),
  trees: z.int().min(1).max(10_000),
  max_depth: z.int().min(1).nullable(),
  min_samples_leaf: z.int().min(1),
  max_features: z.union([z.enum(["sqrt", "log2"]), z.int().min(1), z.number().gt(0).max(1), z.null()]),
  class_weight: z.union([
    z.null(),
    z.enum(["balanced", "balanced_subsample"]),
    z.strictObject({ ok: z.number().gt(0), failure: z.number().gt(0) }),
  ]),
  max_bins: z.int().min(2).max(65_536),
  seed,
});

/** How scores become decisions: the best F1, or the least cost. */
const thresholdSchema = z.strictObject({
  rule: z.enum(["f1", "cost"]),
  missed_failure_cost: cost,
  false_alarm_cost: cost,
  planned_repair_cost: cost,
});

/** Cross-validation inside the training rows. */
const validationSchema = z.strictObject({ folds: z.int().min(2).max(50), seed });

/** Intervals and importances on the held-out rows. */
const evaluationSchema = z.strictObject({
  bootstrap_samples: z.int().min(100).max(100_000),
  permutation_repeats: z.int().min(1).max(100),
  seed,
});

/** The honesty table. */
const compareSchema = z.strictObject({ max_rows: z.int().min(0) });

/** A drift test's name; which there are, and for which columns, the registry of lib/drift knows. */
const driftMethod = z.string().min(1).nullable();
const driftThreshold = z.number().min(0).nullable();

/**
 * How columns are compared with the reference. Null leaves the choice to Evidently's rule, or to the test; a column's
 * own entry goes before that of its kind, and that before the one for all.
 */
const driftSchema = z.strictObject({
  method: driftMethod,
  number_method: driftMethod,
  category_method: driftMethod,
  methods: z.record(z.string(), z.string().min(1)),
  threshold: driftThreshold,
  number_threshold: driftThreshold,
  category_threshold: driftThreshold,
  thresholds: z.record(z.string(), z.number().min(0)),
  categorical: z.array(z.string()),
  drift_share: z.number().gt(0).max(1),
  least_rows: z.int().min(2),
  false_discovery_rate: share,
  permutations: z.int().min(100).max(1_000_000),
  seed,
});

/** How stored predictions are watched. */
const monitorSchema = z.strictObject({
  since_days: z.number().gt(0).max(3650),
  stretch_rows: z.int().min(100).max(100_000),
  false_alarm_rate: share,
  most_rows: z.int().min(1_000).max(1_000_000),
  stale_readings: z.int().min(3).max(1_000),
  refused_share: share,
  least_outcomes: z.int().min(10).max(1_000_000),
  alert_load_factor: z.number().gt(1),
  retrain_on_drift: z.boolean(),
  seed,
});

/** The gate that a model passes to become champion. */
const registerSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/),
  min_f1: z.number().min(0).max(1),
  min_recall: z.number().min(0).max(1),
  max_calibration_error: z.number().gt(0).max(1),
  margin: z.number().min(0).max(1),
  confidence: z.number().gt(0.5).lt(1),
  bootstrap_samples: z.int().min(100).max(100_000),
  least_failures: z.int().min(1),
  seed,
});

/** Values of one param that tuning may choose from, each as likely as the others. */
const choices = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).min(1);

/** Random search with successive halving, over the values that `space` lists. */
const tuneSchema = z.strictObject({
  trials: z.int().min(1).max(10_000),
  objective: z.enum(["average_precision", "f1"]),
  min_trees: z.int().min(1).max(10_000),
  max_trees: z.int().min(1).max(10_000),
  factor: z.int().min(2).max(100),
  repeats: z.int().min(1).max(100),
  seed,
  space: z.strictObject({
    train: z.strictObject({
      max_depth: choices(trainSchema.shape.max_depth),
      min_samples_leaf: choices(trainSchema.shape.min_samples_leaf),
      max_features: choices(trainSchema.shape.max_features),
      class_weight: choices(trainSchema.shape.class_weight),
      max_bins: choices(trainSchema.shape.max_bins),
    }),
    balance: z.strictObject({
      method: choices(balanceSchema.shape.method),
      ratio: choices(balanceSchema.shape.ratio),
      k_neighbors: choices(balanceSchema.shape.k_neighbors),
    }),
    outliers: z.strictObject({
      method: choices(outliersSchema.shape.method),
      k: choices(outliersSchema.shape.k),
      keep_signal: choices(outliersSchema.shape.keep_signal),
    }),
  }),
});

/** Every number a person may tune, as params.yaml holds them; an unknown key is refused. */
export const paramsSchema = z.strictObject({
  ingest: ingestSchema,
  split: splitSchema,
  transform: transformSchema,
  outliers: outliersSchema,
  balance: balanceSchema,
  train: trainSchema,
  threshold: thresholdSchema,
  validation: validationSchema,
  evaluation: evaluationSchema,
  compare: compareSchema,
  tune: tuneSchema,
  drift: driftSchema,
  monitor: monitorSchema,
  register: registerSchema,
});

export type Params = z.infer<typeof paramsSchema>;
export type SplitParams = Params["split"];
export type OutlierParams = Params["outliers"];
export type BalanceParams = Params["balance"];
export type TrainParams = Params["train"];
export type ThresholdParams = Params["threshold"];
export type DriftParams = Params["drift"];
export type MonitorParams = Params["monitor"];
export type RegisterParams = Params["register"];
export type TuneParams = Params["tune"];
