import { mean, sampleStandardDeviation } from "simple-statistics";
import type { TuneParams } from "../contracts/params.ts";
import { formatScore } from "../report/number_format.ts";
import { textTable } from "../report/text_table.ts";
import type { Difference } from "./paired_difference.ts";
import type { Trial, Tuning } from "./tune_params.ts";
import { changesOf, changesText, type TunedParams, tunedParams, valueText } from "./tuned_params.ts";

/** Titles of the results' columns. */
export const tuningColumns = [
  ...["rank", "trial", "rounds", "trees"],
  ...["average_precision", "average_precision_std", "f1", "f1_std"],
  ...["max_depth", "min_samples_leaf", "max_features", "class_weight", "max_bins"],
  ...["balance_method", "balance_ratio", "balance_k_neighbors"],
  ...["outliers_method", "outliers_k", "outliers_keep_signal", "error"],
] as const;

/**
 * All candidates, best first, as cells of a CSV file: how far each went, mean and sample standard deviation over folds
 * there, its params, and why it could not be evaluated. Trial 0 is the defaults. Only rows of as many trees compare.
 */
export function tuningRows(trials: readonly Trial[]): (string | number)[][] {
  return trials.map(({ number, tuned, rounds, error }, i) => {
    const last = rounds[rounds.length - 1];
    const spread = (values: readonly number[] | undefined) =>
      values ? [mean(values), sampleStandardDeviation(values)] : ["", ""];
    const { train, balance, outliers } = tunedParams(tuned);
    return [
      ...[i + 1, number, rounds.length, last?.trees ?? ""],
      ...spread(last?.scores.average_precision),
      ...spread(last?.scores.f1),
      ...[train, balance, outliers].flatMap((values) => Object.values(values).map(valueText)),
      error ?? "",
    ];
  });
}

/** The best candidates, for a person, in lines of at most 98 characters. */
export function tuningTable(trials: readonly Trial[], base: TunedParams, rows = 5): string[] {
  const right = { align: "right" } as const;
  return textTable(
    [
      { title: "rank", ...right },
      { title: "trial", ...right },
      { title: "trees", ...right },
      { title: "average precision", ...right, width: 9 },
      { title: "F1", ...right },
      { title: "what it changes", width: 60 },
    ],
    trials.slice(0, rows).map(({ number, tuned, rounds, error }, i) => {
      const last = rounds[rounds.length - 1];
      return [
        String(i + 1),
        String(number),
        last ? String(last.trees) : "-",
        formatScore(last && mean(last.scores.average_precision)),
        formatScore(last && mean(last.scores.f1)),
        error ?? changesText(changesOf(tuned, base)),
      ];
    }),
  );
}

/** The winner against the defaults, in sentences, each a line. */
export function gainSentences({ winner, gain }: Tuning, base: TunedParams, params: TuneParams): string[] {
  if (!gain) return ["nothing beat the defaults"];
  const decisive = gain[params.objective];
  const errors = decisive.mean / decisive.standardError;
  const times = `${formatScore(Math.abs(errors), 1)} standard errors`;
  return [
    `winner: trial ${winner.number}, ${changesText(changesOf(winner.tuned, base))}`,
    `on ${params.repeats} new cross-validations it gains ${
      gainText(gain.average_precision)
    } average precision ` +
    `and ${gainText(gain.f1)} F1 over the defaults`,
    decisive.mean <= 0
      ? "no gain: what it scored in the search was luck"
      : `${times}: ${
        errors <= 1 ? "within the noise" : errors < 2 ? "it may still be noise" : "hardly noise"
      }`,
  ];
}

/** A difference with its standard error: `+0.012 ± 0.004`. */
export function gainText({ mean, standardError }: Difference): string {
  return `${mean < 0 ? "-" : "+"}${formatScore(Math.abs(mean), 4)} ± ${formatScore(standardError, 4)}`;
}
