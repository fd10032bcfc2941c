import { z } from "zod";

/** A number as MLflow writes it: those that JSON does not have are words. */
const metricValue = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]);
const texts = z.record(z.string(), z.string());

/** Bytes kept beside the journal. */
const keptFile = z.object({
  /** Where they belong, `/` between folders. */
  path: z.string(),
  /** Their name in the run's `files/`. */
  file: z.string(),
  size: z.int(),
  /** SHA-256, hexadecimal. */
  sha256: z.string(),
});

const metricPoint = z.object({
  key: z.string(),
  value: metricValue,
  /** Milliseconds since the epoch. */
  timestamp: z.int(),
  step: z.int(),
});

/** One line of a run's journal. */
export const runOperationSchema = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("begin"),
    name: z.string(),
    experiment: z.string(),
    start_ms: z.int(),
    /** Key of the run that this one is nested in. */
    parent: z.string().nullable(),
    tags: texts,
  }),
  z.object({ op: z.literal("params"), values: texts }),
  z.object({ op: z.literal("metrics"), points: z.array(metricPoint) }),
  z.object({ op: z.literal("tags"), values: texts }),
  z.object({
    op: z.literal("dataset"),
    name: z.string(),
    digest: z.string(),
    source: z.string(),
    source_type: z.string(),
    /** What it was used for: `training`, `evaluation`. */
    context: z.string(),
    rows: z.int(),
  }),
  z.object({ op: z.literal("artifact"), file: keptFile }),
  z.object({
    op: z.literal("model"),
    name: z.string(),
    /** 12 hex digits. */
    model_version: z.string(),
    /** The file `MLmodel` but for the ids. */
    mlmodel: z.record(z.string(), z.unknown()),
    files: z.array(keptFile),
    params: texts,
    metrics: z.array(metricPoint),
  }),
  z.object({ op: z.literal("end"), status: z.enum(["FINISHED", "FAILED", "KILLED"]), at_ms: z.int() }),
]);

export type RunOperation = z.infer<typeof runOperationSchema>;

/** One kind of operation. */
export type OperationOf<Kind extends RunOperation["op"]> = Extract<RunOperation, { op: Kind }>;

export type KeptFile = z.infer<typeof keptFile>;

export type MetricPoint = z.infer<typeof metricPoint>;
