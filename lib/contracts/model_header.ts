import { z } from "zod";
import { machineTypes } from "./reading.ts";
import { paramsSchema } from "./params.ts";

/** A column's fences, and why they were used or not. */
export const fenceSchema = z.strictObject({
  column: z.string(),
  lower: z.number(),
  upper: z.number(),
  /** Whether rows outside were removed from training. */
  applied: z.boolean(),
  /** Training rows outside, and how many of them failed. */
  outside: z.strictObject({ rows: z.int(), failures: z.int() }),
  inside: z.strictObject({ rows: z.int(), failures: z.int() }),
  /** 95 % upper bound (Clopper–Pearson) of the failure rate outside; null when no row lies there. */
  outside_rate_upper: z.number().nullable(),
});
export type Fence = z.infer<typeof fenceSchema>;

/** What the recipe learnt from training rows; all that serving needs of it is features and label encoding. */
export const recipeSchema = z.strictObject({
  /** The forest's features, in order. */
  feature_names: z.array(z.string()).min(1),
  label_encoder: z.strictObject({ type: z.array(z.enum(machineTypes)) }),
  fences: z.array(fenceSchema),
  removed: z.strictObject({ rows: z.int(), failures: z.int() }),
  balance: z.strictObject({ method: z.string(), synthetic: z.int() }),
});
export type Recipe = z.infer<typeof recipeSchema>;

/**
 * A strictly increasing map from the forest's score to a probability. With p' = epsilon + (1 - 2 epsilon) p:
 * `platt` is sigmoid(a · logit(p') + b); `beta` (Kull, Silva Filho and Flach, 2017) is
 * sigmoid(a · ln p' - b · ln(1 - p') + c); `identity` is p.
 */
export const calibrationSchema = z.discriminatedUnion("method", [
  z.strictObject({ method: z.literal("identity") }),
  z.strictObject({ method: z.literal("platt"), epsilon: z.number(), a: z.number().gt(0), b: z.number() }),
  z.strictObject({
    method: z.literal("beta"),
    epsilon: z.number(),
    a: z.number().gt(0),
    b: z.number().gt(0),
    c: z.number(),
  }),
]);
export type Calibration = z.infer<typeof calibrationSchema>;

/** The params that a model depends on. */
export const modelParamsSchema = paramsSchema.omit({
  ingest: true,
  evaluation: true,
  compare: true,
  tune: true,
  drift: true,
  monitor: true,
  register: true,
});
export type ModelParams = z.infer<typeof modelParamsSchema>;

/** The JSON header of a model file. */
export const modelHeaderSchema = z.strictObject({
  format_version: z.literal(1),
  name: z.string(),
  recipe: recipeSchema,
  calibration: calibrationSchema,
  threshold: z.strictObject({
    rule: z.enum(["f1", "cost"]),
    /** On the forest's own score. */
    score: z.number(),
    /** The same on the calibrated probability; a reading fails from here on. */
    probability: z.number(),
  }),
  /** The params that made the model: all but those of ingest and of judging it. */
  params: modelParamsSchema,
  data: z.strictObject({
    /** SHA-256 of the readings; and how they were split. */
    hash: z.string(),
    split_by: z.enum(["row", "machine", "time"]),
    rows: z.int(),
    failures: z.int(),
  }),
  /** Scores on the training rows: cross-validated (mean and standard deviation over folds) and out-of-bag. */
  training: z.strictObject({
    cv: z.record(z.string(), z.strictObject({ mean: z.number(), std: z.number() }).nullable()),
    out_of_bag: z.strictObject({ average_precision: z.number().nullable(), brier: z.number().nullable() }),
  }),
});
export type ModelHeader = z.infer<typeof modelHeaderSchema>;
