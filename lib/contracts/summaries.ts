import { z } from "zod";

/** `data/raw/summary.json`: what ingest took in. */
export const ingestSummarySchema = z.strictObject({
  /** The source's URL without its password. */
  source: z.string(),
  /** SHA-256 of readings.csv. */
  hash: z.string(),
  rows: z.int(),
  failures: z.int(),
  rejected: z.int(),
});
export type IngestSummary = z.infer<typeof ingestSummarySchema>;

/** `data/prepared/summary.json`: how the readings were split. */
export const splitSummarySchema = z.strictObject({
  by: z.enum(["row", "machine", "time"]),
  train: z.strictObject({ rows: z.int(), failures: z.int() }),
  test: z.strictObject({ rows: z.int(), failures: z.int() }),
  /** Machines on each side; null when the readings were not split by machine. */
  machines: z.strictObject({ train: z.int(), test: z.int() }).nullable(),
  ingest: ingestSummarySchema,
});
export type SplitSummary = z.infer<typeof splitSummarySchema>;
