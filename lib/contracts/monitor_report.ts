import { z } from "zod";
import { driftColumnSchema, driftFindingCodes } from "./drift_report.ts";
import { confusionSchema } from "./metrics.ts";
import { modelReferenceSchema } from "./prediction.ts";

/**
 * What a monitor's finding is about, beside those of a drift report.
 *
 * - `sensor_fault`: one raw reading, or only what is computed from it, left the reference: its sensor, not the machine.
 * - `plant_changed`: several readings left the reference together: the machines, their product or the hall.
 * - `product_mix_changed`: the shares of the types left the reference.
 * - `stuck_sensor`: every machine reports one and the same value.
 * - `stale_sensor`: single machines' readings stopped changing.
 * - `new_category`: readings were refused for a type that no model knows.
 * - `readings_refused`: readings were refused for other reasons.
 * - `predictions_changed`: probabilities left the reference.
 * - `alert_load`: alarms come far more, or far less often than the threshold was chosen for.
 * - `failure_process_changed`: failures come otherwise than predicted, and readings are as ever.
 * - `performance_dropped`: failures come otherwise than predicted, and readings have changed too.
 * - `joint_drift`: a forest tells now from then, where no single column shows it.
 * - `out_of_range`, `duplicates`, `clock_ahead`, `clock_behind`: of the data's quality.
 * - `few_outcomes`: too few outcomes have come back to judge the model by.
 * - `no_reference`: the model came without a reference; nothing can be compared.
 */
export const monitorFindingCodes = [
  "sensor_fault",
  "plant_changed",
  "product_mix_changed",
  "stuck_sensor",
  "stale_sensor",
  "readings_refused",
  "predictions_changed",
  "alert_load",
  "failure_process_changed",
  "performance_dropped",
  "joint_drift",
  "out_of_range",
  "duplicates",
  "clock_ahead",
  "clock_behind",
  "few_outcomes",
  "no_reference",
  ...driftFindingCodes,
] as const;
export type MonitorFindingCode = typeof monitorFindingCodes[number];

/** Something that a person should know, with a name. */
export const monitorFindingSchema = z.strictObject({
  code: z.enum(monitorFindingCodes),
  /** Null when it is about no column, or about several. */
  column: z.string().nullable(),
  /** One line. */
  message: z.string(),
  /** Whether it makes the verdict an alarm. */
  alarm: z.boolean(),
}).meta({ id: "MonitorFinding", description: "Something that a person should know, with a name" });
export type MonitorFinding = z.infer<typeof monitorFindingSchema>;

/** How one statistic of the latest stretch stands among those of the reference's stretches of the same length. */
export const stretchStatisticSchema = z.strictObject({
  column: z.string(),
  /** `mean` and `spread` (the logarithm of the standard deviation) of numbers; a category's `share`. */
  statistic: z.enum(["mean", "spread", "share"]),
  /** Whose share it is; null for numbers. */
  category: z.string().nullable(),
  now: z.number(),
  /** Mean and standard deviation over the reference's stretches. */
  reference: z.number(),
  reference_sd: z.number(),
  /** How many standard deviations now lies from the mean. Null when the stretches of numbers are all alike. */
  deviation: z.number().nullable(),
  /** Two-sided, by Student's t; 0 when stretches of numbers are all alike and now is not. */
  p_value: z.number(),
  /** Whether it left the reference, with all statistics looked at taken into account. */
  left: z.boolean(),
});
export type StretchStatistic = z.infer<typeof stretchStatisticSchema>;

/** The latest stretch of readings against the reference's stretches of the same length. */
export const stretchSchema = z.strictObject({
  rows: z.int(),
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable(),
  /** How many stretches the reference has, and the degrees of freedom that they are good for. */
  blocks: z.int(),
  freedom: z.int(),
  /** The chance of an alarm at one look at a plant without a fault. */
  false_alarm_rate: z.number(),
  statistics: z.array(stretchStatisticSchema),
});
export type Stretch = z.infer<typeof stretchSchema>;

const count = z.int().min(0);

/** Why readings were refused, and how often. */
export const refusedReadingSchema = z.strictObject({
  field: z.string(),
  /** `category` for a type that is not known. */
  reason: z.enum(["missing", "category", "range", "other"]),
  /** The category; null for other reasons, and where there were too many to tell apart. */
  value: z.string().nullable(),
  readings: count,
});
export type RefusedReading = z.infer<typeof refusedReadingSchema>;

/** What is wrong with the data itself. */
export const dataQualitySchema = z.strictObject({
  /** Readings refused since the server began, or in the window if that is shorter; null where nobody counted. */
  refused: z.strictObject({ readings: count, share: z.number(), reasons: z.array(refusedReadingSchema) })
    .nullable(),
  /** Missing values are refused before they are stored; these rows came without a time of measurement. */
  without_measured_at: count,
  /** Readings below the reference's least or above its greatest value, by column; columns with none are left out. */
  out_of_range: z.array(z.strictObject({
    column: z.string(),
    least: z.number(),
    most: z.number(),
    below: count,
    above: count,
    share: z.number(),
  })),
  /** Sensors that stopped changing, longest first, at most 20; and how many there are. */
  stale: z.array(z.strictObject({
    machine_id: z.string(),
    column: z.string(),
    value: z.number(),
    readings: count,
    since: z.iso.datetime(),
  })),
  stale_count: count,
  /** Readings sent again: the same machine, time of measurement and values. */
  duplicates: z.strictObject({ readings: count, share: z.number() }),
  /** Readings measured, by their own clock, more than five minutes after, or a day before they were predicted. */
  clocks: z.strictObject({
    ahead: count,
    behind: count,
    most_ahead_s: z.number(),
    most_behind_s: z.number(),
  }),
});
export type DataQuality = z.infer<typeof dataQualitySchema>;

/** How often the model sounds the alarm, beside what its threshold was chosen for. */
export const alertLoadSchema = z.strictObject({
  predictions: count,
  alarms: count,
  share: z.number(),
  /** The share of alarms on held-out rows; null where the model came without its metrics. */
  designed_share: z.number().nullable(),
  per_day: z.number().nullable(),
  designed_per_day: z.number().nullable(),
  mean_probability: z.number(),
  /** Mean of the reference's out-of-fold probabilities. */
  reference_mean_probability: z.number().nullable(),
});
export type AlertLoad = z.infer<typeof alertLoadSchema>;

const score = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable()
  .meta({ type: ["array", "null"], items: { type: "number" }, minItems: 2, maxItems: 2 });

/** The model's real scores, on predictions whose outcome was told. */
export const realPerformanceSchema = z.strictObject({
  rows: count,
  failures: count,
  /** The sum of their probabilities: how many failures the model expected. */
  expected_failures: z.number(),
  confusion: confusionSchema,
  precision: score,
  recall: score,
  f1: score,
  brier: score,
  ece: score,
  /** 95 %, Wilson's. */
  interval: z.strictObject({ precision: interval, recall: interval }),
  /** Oldest first. */
  periods: z.array(z.strictObject({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    rows: count,
    failures: count,
    expected_failures: z.number(),
    mean_probability: z.number(),
    failure_rate: z.number(),
    precision: score,
    recall: score,
  })),
});
export type RealPerformance = z.infer<typeof realPerformanceSchema>;

/** What the scores would be if every calibrated probability were right: an estimate, made without outcomes. */
export const estimatedPerformanceSchema = z.strictObject({
  /** Confidence-based performance estimation, as NannyML's CBPE. */
  method: z.literal("cbpe"),
  rows: count,
  /** Expected counts. */
  confusion: z.strictObject({
    true_negative: z.number(),
    false_positive: z.number(),
    false_negative: z.number(),
    true_positive: z.number(),
  }),
  precision: score,
  recall: score,
  f1: score,
});
export type EstimatedPerformance = z.infer<typeof estimatedPerformanceSchema>;

/** How good the model really is, as far as anybody can know. */
export const performanceSchema = z.strictObject({
  model: modelReferenceSchema,
  window: z.strictObject({ since: z.iso.datetime(), until: z.iso.datetime() }),
  outcomes: z.strictObject({
    /** Told in the window. */
    told: count,
    /** Of predictions of this model that are kept. */
    matched: count,
    /** Of no prediction of this model: of another one, or of a machine that was not predicted before that time. */
    unmatched: count,
    /** Told for a prediction that another outcome had been told for: the later one counts. */
    superseded: count,
    /** Matched, by the predictions read: how much of what was predicted is known. */
    coverage: z.number(),
  }),
  real: realPerformanceSchema.nullable(),
  estimated: estimatedPerformanceSchema.nullable(),
  /** On held-out rows, when the model was made; null where it came without its metrics. */
  held_out: z.strictObject({ precision: score, recall: score, f1: score, rows: count }).nullable(),
}).meta({
  id: "Performance",
  description: "The model's real scores where outcomes came back, and an estimate",
});
export type Performance = z.infer<typeof performanceSchema>;

/** How well a forest tells now from the reference. */
export const domainClassifierSchema = z.strictObject({
  auc: z.number(),
  interval: z.tuple([z.number(), z.number()])
    .meta({ type: "array", items: { type: "number" }, minItems: 2, maxItems: 2 }),
  rows: z.strictObject({ reference: count, current: count }),
  /** The greatest AUC with which stretches of the reference are told from the rest of it. */
  reference_auc: z.number().nullable(),
  /** What gave it away: the AUC lost when a column's values are shuffled, greatest first. */
  columns: z.array(z.strictObject({ name: z.string(), importance: z.number() })),
});
export type DomainClassifier = z.infer<typeof domainClassifierSchema>;

/** What monitoring found of a model's stored predictions. */
export const monitorReportSchema = z.strictObject({
  made_at: z.iso.datetime(),
  model: modelReferenceSchema,
  window: z.strictObject({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    /** Predictions of every model in the window, and those of this one that were read: all, or an even sample. */
    stored: count,
    read: count,
    machines: count,
  }),
  dataset: z.strictObject({
    /** Evidently's rule: at least `drift_share` of the columns drifted, each by itself. */
    drifted: z.boolean(),
    share: z.number(),
    drift_share: z.number(),
    /** Ours: `alarm` when a finding is one. */
    verdict: z.enum(["ok", "alarm", "insufficient_data"]),
    /** Alarms first. */
    findings: z.array(monitorFindingSchema),
  }),
  /** Each column of the window against the reference. */
  columns: z.array(driftColumnSchema),
  /** Null without a reference, or with too few readings. */
  stretch: stretchSchema.nullable(),
  quality: dataQualitySchema,
  alerts: alertLoadSchema,
  performance: performanceSchema,
  classifier: domainClassifierSchema.nullable(),
}).meta({ id: "MonitorReport", description: "The stored predictions against the model's reference" });
export type MonitorReport = z.infer<typeof monitorReportSchema>;

/** A row of the history. */
export const driftReportRowSchema = z.strictObject({
  /** A UUID of version 7: rows sort by the time they were made. */
  id: z.string(),
  made_at: z.iso.datetime(),
  model: modelReferenceSchema,
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  rows: count,
  verdict: monitorReportSchema.shape.dataset.shape.verdict,
  drifted: z.boolean(),
  /** Drifted columns among those compared. */
  share: z.number(),
  /** Of the findings that are alarms. */
  alarms: z.array(z.enum(monitorFindingCodes)),
  /** Real F1 and, where no outcomes came back, estimated. */
  f1: z.number().nullable(),
  estimated_f1: z.number().nullable(),
  alert_share: z.number(),
}).meta({ id: "DriftReportRow", description: "A report of the past, in one row" });
export type DriftReportRow = z.infer<typeof driftReportRowSchema>;
