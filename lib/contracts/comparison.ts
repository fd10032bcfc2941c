import { z } from "zod";
import { leakSchema } from "./metrics.ts";

const score = z.number().nullable();

/** One way from readings to a forest, and what it made of rows held out. */
export const recipeResultSchema = z.strictObject({
  /** Its name in code and files: `as-documented`, say. */
  name: z.string(),
  /** Its name for a person: `as documented (SMOTE before the split)`. */
  title: z.string(),
  /** Scores on its held-out rows; null when it could not be trained. */
  held_out: z.strictObject({
    f1: score,
    mcc: score,
    average_precision: score,
    precision: score,
    recall: score,
  }).nullable(),
  /** Share of all failures that its outlier step threw away, 0 to 1. */
  failures_removed_share: z.number().min(0).max(1),
  /** How many of its held-out rows are synthetic; anything but 0 is a leak. */
  synthetic_held_out: z.int().min(0),
  leak: leakSchema,
  /** What a reader learns from it, one phrase. */
  shows: z.string(),
});
export type RecipeResult = z.infer<typeof recipeResultSchema>;

/** `reports/compare.json`: the same rows through several recipes. */
export const comparisonSchema = z.strictObject({
  rows: z.int(),
  recipes: z.array(recipeResultSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
