import { z } from "zod";

/**
 * What a finding is about.
 *
 * - `drifted`: a column drifted, by a distance or by a p-value that stands after correction for their number.
 * - `empty`: a column has no value on either side; `all_missing`: on one side.
 * - `more_missing`: a column lacks values more often than the reference, by more than chance.
 * - `constant`: a column has one value alone on a side.
 * - `new_category`, `lost_category`: values that one side alone has.
 * - `kind_changed`: numbers on one side, text on the other.
 * - `lost_column`, `new_column`: a column that one side alone has; `no_shared_columns`: there is no other.
 * - `few_rows`: too few values to conclude from.
 * - `no_value`: the test has no answer for these values.
 */
export const driftFindingCodes = [
  "drifted",
  "empty",
  "all_missing",
  "more_missing",
  "constant",
  "new_category",
  "lost_category",
  "kind_changed",
  "lost_column",
  "new_column",
  "no_shared_columns",
  "few_rows",
  "no_value",
] as const;
export type DriftFindingCode = typeof driftFindingCodes[number];

/** Something that a person should know, with a name. */
export const driftFindingSchema = z.strictObject({
  code: z.enum(driftFindingCodes),
  /** Null when it is about the data set. */
  column: z.string().nullable(),
  /** One line. */
  message: z.string(),
  /** Whether it makes the data set's verdict an alarm. */
  alarm: z.boolean(),
});
export type DriftFinding = z.infer<typeof driftFindingSchema>;

const sideSchema = z.strictObject({
  rows: z.int(),
  /** Rows without a value, or with one that is not finite. */
  missing: z.int(),
  distinct: z.int(),
});

/** One column's comparison. */
export const driftColumnSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(["number", "category"]),
  method: z.string(),
  measure: z.enum(["p_value", "distance"]),
  /** A p-value or a distance; null when the test has none, and `status` says why. */
  value: z.number().nullable(),
  threshold: z.number(),
  /** Whether the value passes the threshold, each column by itself. Never with too few rows. */
  drifted: z.boolean(),
  status: z.enum(["ok", "constant", "empty", "too_few", "too_many", "overflow", "insufficient_data"]),
  effect: z.strictObject({
    name: z.string(),
    value: z.number(),
    magnitude: z.enum(["negligible", "small", "medium", "large"]),
  }).nullable(),
  /** The p-value after Benjamini and Hochberg; null for distances. */
  adjusted_p: z.number().nullable(),
  /** Whether it drifted after correction for the number of columns. */
  confirmed: z.boolean(),
  reference: sideSchema,
  current: sideSchema,
});
export type DriftColumn = z.infer<typeof driftColumnSchema>;

/** What a comparison of two data sets found. */
export const driftReportSchema = z.strictObject({
  dataset: z.strictObject({
    /** Evidently's rule: at least `drift_share` of the columns drifted, each by itself. */
    drifted: z.boolean(),
    /** Drifted columns among those that have values on both sides. */
    share: z.number(),
    /** Ours: `alarm` when a finding is one. */
    verdict: z.enum(["ok", "alarm", "insufficient_data"]),
    findings: z.array(driftFindingSchema),
    drift_share: z.number(),
    least_rows: z.int(),
    columns: z.strictObject({ compared: z.int(), drifted: z.int(), confirmed: z.int() }),
    rows: z.strictObject({ reference: z.int(), current: z.int() }),
    /** How false alarms over many columns are held down. */
    false_alarms: z.strictObject({
      method: z.literal("benjamini-hochberg"),
      rate: z.number(),
      p_values: z.int(),
    }),
  }),
  columns: z.array(driftColumnSchema),
});
export type DriftReport = z.infer<typeof driftReportSchema>;
