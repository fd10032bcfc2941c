import { type Comparison, comparisonSchema } from "../../../lib/contracts/comparison.ts";

/** A comparison as `compare` draws it up, made up. */
export function sampleComparison(): Comparison {
  const quiet = { alarm: false, reasons: [] };
  return comparisonSchema.parse({
    rows: 10000,
    recipes: [
      {
        name: "as-documented",
        title: "as documented (SMOTE before the split)",
        held_out: { f1: 0.98, mcc: 0.96, average_precision: 0.999, precision: 0.972, recall: 0.988 },
        failures_removed_share: 0.2448,
        synthetic_held_out: 2788,
        leak: { alarm: true, reasons: ["2,788 held-out rows are synthetic"] },
        shows: "leakage: twins of test rows in training",
      },
      {
        name: "honest-twin",
        title: "the same steps, split first",
        held_out: { f1: 0.53, mcc: 0.53, average_precision: 0.57, precision: 0.41, recall: 0.75 },
        failures_removed_share: 0.239,
        synthetic_held_out: 0,
        leak: quiet,
        shows: "what that model does on machines it never saw",
      },
      {
        name: "rules",
        title: "published failure rules, nothing learnt",
        held_out: { f1: 0.914, mcc: 0.915, average_precision: null, precision: 1, recall: 0.842 },
        failures_removed_share: 0,
        synthetic_held_out: 0,
        leak: quiet,
        shows: "the ceiling of this data",
      },
      {
        name: "untrainable",
        title: "no balancing",
        held_out: null,
        failures_removed_share: 0,
        synthetic_held_out: 0,
        leak: quiet,
        shows: "too few failures to train",
      },
    ],
  });
}
