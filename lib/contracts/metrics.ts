import { z } from "zod";

/** A score, or null where the rows leave it undefined (the ROC AUC of rows that all failed, say). */
const score = z.number().nullable();
/** Lower and upper end. In a JSON Schema two numbers are told by their count, which more readers understand. */
const interval = z.tuple([z.number(), z.number()]).nullable()
  .meta({ type: ["array", "null"], items: { type: "number" }, minItems: 2, maxItems: 2 });

/** Rows by what happened and what was predicted; positive means failure. */
export const confusionSchema = z.strictObject({
  true_negative: z.int(),
  false_positive: z.int(),
  false_negative: z.int(),
  true_positive: z.int(),
});
export type Confusion = z.infer<typeof confusionSchema>;

/** Scores of hard decisions. */
const decisionScores = { accuracy: score, precision: score, recall: score, f1: score, mcc: score };
/** Scores of probabilities: ranking first, then calibration. */
const probabilityScores = {
  roc_auc: score,
  average_precision: score,
  brier: score,
  ece: score,
  log_loss: score,
};

/** One model's scores on one set of rows. */
export const scoresSchema = z.strictObject({
  ...decisionScores,
  ...probabilityScores,
  confusion: confusionSchema,
});
export type Scores = z.infer<typeof scoresSchema>;
/** The names of the scores that are one number each. */
export const scoreNames = [
  ...Object.keys(decisionScores),
  ...Object.keys(probabilityScores),
] as readonly ScoreName[];
export type ScoreName = keyof typeof decisionScores | keyof typeof probabilityScores;

const decisionOnlySchema = z.strictObject({ ...decisionScores, confusion: confusionSchema });
export type DecisionScores = z.infer<typeof decisionOnlySchema>;

/** Whether anything suggests that held-out rows were known in training, and what. */
export const leakSchema = z.strictObject({ alarm: z.boolean(), reasons: z.array(z.string()) });
export type Leak = z.infer<typeof leakSchema>;

const counts = z.strictObject({ rows: z.int(), failures: z.int() });
const spread = z.strictObject({ mean: z.number(), std: z.number() }).nullable();

/** `metrics.json`: what evaluation found, on rows that training never saw. */
export const metricsSchema = z.strictObject({
  test: scoresSchema.extend({
    /** The decision threshold on the calibrated probability. */
    threshold: z.number(),
    /** The expected calibration error before calibration. */
    ece_uncalibrated: score,
    /** 95 % bootstrap intervals, by score. */
    interval: z.partialRecord(z.enum(scoreNames as [ScoreName, ...ScoreName[]]), interval),
  }),
  /** Cross-validation inside the training rows: mean and standard deviation over folds. */
  cv: z.partialRecord(z.enum(scoreNames as [ScoreName, ...ScoreName[]]), spread),
  /** Always predicting the commoner class. */
  baseline: scoresSchema,
  /** The published failure rules, nothing learnt. */
  rules: decisionOnlySchema,
  data: z.strictObject({
    /** Rows accepted, before any removal. */
    rows: z.int(),
    failures: z.int(),
    rejected: z.int(),
    train: counts,
    test: counts,
    /** SHA-256 of the readings. */
    hash: z.string(),
  }),
  leak: leakSchema,
  model: z.strictObject({ name: z.string(), version: z.string() }),
});
export type Metrics = z.infer<typeof metricsSchema>;
