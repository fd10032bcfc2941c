import { z } from "zod";
import { failureModes, readingSchema } from "./reading.ts";

/** How near a probability is to the model's threshold: from it on, from half of it on, below. */
export const risks = ["high", "elevated", "low"] as const;
export type Risk = (typeof risks)[number];

/** A prediction's id: a UUID of version 7 (RFC 9562), so that ids sort by the time they were made. */
export const predictionIdSchema = z.uuidv7().meta({
  description: "A UUID of version 7: ids sort by the time they were made",
  pattern: z.regexes.uuid7.source,
});

/** Which model made a prediction. */
export const modelReferenceSchema = z.strictObject({
  name: z.string(),
  /** The first 12 hex digits of its file's SHA-256. */
  version: z.string(),
}).meta({
  id: "ModelReference",
  description: "A model's name and the version that its file's hash gives it",
});
export type ModelReference = z.infer<typeof modelReferenceSchema>;

/** What the server answers to one reading. */
export const predictionSchema = z.strictObject({
  id: predictionIdSchema,
  machine_id: z.string(),
  failure: z.boolean().meta({ description: "Whether the probability reaches the threshold" }),
  probability: z.number().min(0).max(1).meta({ description: "Calibrated probability of failure" }),
  threshold: z.number().min(0).max(1).meta({ description: "The model's threshold, on the same scale" }),
  risk: z.enum(risks).meta({ description: "high from the threshold on, elevated from half of it, else low" }),
  model: modelReferenceSchema,
  at: z.iso.datetime().meta({ description: "When it was predicted, UTC" }),
}).meta({ id: "Prediction", description: "What the model says of a reading" });
export type Prediction = z.infer<typeof predictionSchema>;

/** A prediction as it is kept: the answer, the reading it was made from, and the caller's request id. */
export const storedPredictionSchema = predictionSchema.extend({
  reading: readingSchema,
  request_id: z.string().nullable().meta({ description: "The X-Request-Id it was asked with" }),
}).meta({ id: "StoredPrediction", description: "A prediction with the reading it was made from" });
export type StoredPrediction = z.infer<typeof storedPredictionSchema>;

/** The longest request id that is taken and kept. */
export const longestRequestId = 128;

/**
 * What really happened to a machine, told of one prediction (`prediction_id`) or of a machine at a time
 * (`machine_id` and `at`). Telling it again changes nothing; telling it otherwise corrects it.
 */
export const outcomeSchema = z.union([
  z.strictObject({
    prediction_id: predictionIdSchema,
    failure: z.boolean(),
    mode: z.enum(failureModes).optional(),
  }),
  z.strictObject({
    machine_id: readingSchema.shape.machine_id,
    at: z.iso.datetime({ offset: true }),
    failure: z.boolean(),
    mode: z.enum(failureModes).optional(),
  }),
]).meta({
  id: "Outcome",
  description: "What really happened, told of a prediction or of a machine at a time",
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** An outcome as it is kept. */
export const storedOutcomeSchema = z.strictObject({
  /** Made from what it is told of, so that the same outcome has the same id. */
  id: z.string(),
  /** Null where it was told of a machine at a time. */
  prediction_id: z.string().nullable(),
  machine_id: z.string(),
  /** When the machine failed or was seen to run: the time given, else that of the prediction. UTC. */
  at: z.iso.datetime(),
  failure: z.boolean(),
  mode: z.enum(failureModes).nullable(),
  /** When it was told, UTC, and by whose key (null without keys). */
  recorded_at: z.iso.datetime(),
  recorded_by: z.string().nullable(),
}).meta({ id: "StoredOutcome", description: "What really happened, as it is kept" });
export type StoredOutcome = z.infer<typeof storedOutcomeSchema>;
