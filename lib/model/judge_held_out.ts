import type { Leak, ScoreName, Scores } from "../contracts/metrics.ts";
import type { Params } from "../contracts/params.ts";
import { bootstrapIntervals, type BootstrapResult } from "../metrics/bootstrap_intervals.ts";
import { leakAlarm } from "../metrics/leak_alarm.ts";
import { scoreAll } from "../metrics/score_all.ts";
import type { FoldSpread } from "../metrics/summarise_folds.ts";
import { type Table, textColumn } from "../table/table.ts";
import { numberGroups, sharedKeys } from "./row_keys.ts";

/** What a model says of held-out rows, and what would show that it knew them. */
export interface HeldOutRows {
  /** 1 where a row failed, else 0. */
  failure: Uint8Array;
  probability: Float64Array;
  /** A row is called a failure from this probability on. */
  threshold: number;
  /** The held-out rows and the training rows, for their keys; null where rows have lost them. */
  keys: { test: Table; train: Table } | null;
  /** How many of the rows are synthetic. */
  synthetic: number;
  /** How they were held out; whole machines are drawn by the bootstrap where it is by machine. */
  splitBy: "row" | "machine" | "time";
  featureNames: readonly string[];
}

/** How a model did on held-out rows. */
export interface HeldOutJudgement {
  scores: Scores;
  /** Bootstrap intervals of the scores. */
  intervals: BootstrapResult["intervals"];
  /**
   * Whether the leak alarm sounds, beside what the same model scores over the folds of a cross-validation that starts
   * from raw training rows.
   */
  leak: (crossValidation: Readonly<Partial<Record<ScoreName, FoldSpread | null>>>, folds: number) => Leak;
}

/**
 * Scores held-out rows by the bootstrap too, and says what the leak alarm makes of it, as soon as a cross-validation is
 * there.
 */
export function judgeHeldOut(
  rows: HeldOutRows,
  { bootstrap_samples: samples, seed }: Pick<Params["evaluation"], "bootstrap_samples" | "seed">,
): HeldOutJudgement {
  const { failure, probability, threshold, keys, splitBy } = rows;
  const byMachine = keys !== null && splitBy === "machine";
  const scores = scoreAll(failure, probability, threshold);
  const { intervals, standardErrors } = bootstrapIntervals(failure, probability, threshold, {
    samples,
    seed,
    groups: byMachine ? numberGroups(textColumn(keys.test, "machine_id")) : undefined,
  });
  return {
    scores,
    intervals,
    leak: (crossValidation, folds) =>
      leakAlarm({
        heldOut: scores,
        standardErrors,
        crossValidation,
        folds,
        syntheticHeldOut: rows.synthetic,
        sharedKeys: keys ? sharedKeys(keys.test, keys.train, "reading_id") : 0,
        sharedMachines: byMachine ? sharedKeys(keys.test, keys.train, "machine_id") : 0,
        splitBy,
        featureNames: rows.featureNames,
      }),
  };
}
