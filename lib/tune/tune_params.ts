import { mean } from "simple-statistics";
import type { TuneParams } from "../contracts/params.ts";
import { type ErrorCode, FaultlineError } from "../errors.ts";
import { drawCandidates } from "./draw_candidates.ts";
import type { FoldScores } from "./fold_scores.ts";
import { type Difference, pairedDifference } from "./paired_difference.ts";
import { halvingResources, successiveHalving } from "./successive_halving.ts";
import type { TrialRun } from "./trial_log.ts";
import { type TunedParams, tunedParams } from "./tuned_params.ts";

/** A candidate's way through the search. */
export interface Trial {
  /** 0 for the defaults, then in the order drawn. */
  number: number;
  tuned: TunedParams;
  /** What it scored with ever more trees, as far as it went. */
  rounds: { trees: number; scores: FoldScores }[];
  /** Why it could not be evaluated; null when it could. */
  error: string | null;
}

/** What tuning found. */
export interface Tuning {
  /** Best first: who got further, then who scored higher there. */
  trials: Trial[];
  /** The first of them. */
  winner: Trial;
  /** Winner less defaults, on new folds and seeds that chose neither; null when the defaults won. */
  gain: { average_precision: Difference; f1: Difference } | null;
}

/** How far a search is. */
export interface TuningStep {
  /** Evaluations finished, and how many there will be. */
  done: number;
  total: number;
  trial: number;
  run: TrialRun;
  /** Null when the candidate cannot be evaluated. */
  scores: FoldScores | null;
  /** The best objective of the round under way. */
  best: number;
}

/** What a search is given beside its params. */
export interface TuningOptions {
  /** Params as they stand: the first candidate, and what the winner is compared with. */
  base: TunedParams;
  /** Cross-validates a candidate. The same run gives the same scores. */
  evaluate: (run: TrialRun) => Promise<FoldScores>;
  onStep?: (step: TuningStep) => void;
}

/** Refusals that a candidate can bring about by itself, where others train well. */
const ownFault: ReadonlySet<ErrorCode> = new Set(["BALANCE_TOO_FEW", "LABEL_ONE_CLASS"]);

/**
 * Looks for better params by random search (Bergstra and Bengio, 2012) with successive halving, trees being the
 * resource, and then compares the winner with the defaults on new folds: the score that won was the highest of many,
 * and so is too high by itself. The same params, base and scores give the same result.
 *
 * @throws {FaultlineError} What `evaluate` throws of the defaults.
 */
export async function tuneParams(params: TuneParams, options: TuningOptions): Promise<Tuning> {
  const base = tunedParams(options.base);
  const drawn = drawCandidates(params.space, base, params.trials, params.seed);
  const trials = [base, ...drawn].map((tuned, number): Trial => ({ number, tuned, rounds: [], error: null }));
  const halving = { least: params.min_trees, most: params.max_trees, factor: params.factor };
  const resources = halvingResources(halving);
  const total = evaluationCount(trials.length, resources.length, params);
  let done = 0, round = 0, best = -Infinity;

  async function score(trial: Trial, trees: number): Promise<number | null> {
    if (trees !== round) [round, best] = [trees, -Infinity];
    const run: TrialRun = { tuned: trial.tuned, trees, repeat: 0 };
    const scores = await evaluateUnlessRefused(trial, run);
    const value = scores && mean(scores[params.objective]);
    if (scores) trial.rounds.push({ trees, scores });
    best = Math.max(best, value ?? -Infinity);
    options.onStep?.({ done: ++done, total, trial: trial.number, run, scores, best });
    return value;
  }

  async function evaluateUnlessRefused(trial: Trial, run: TrialRun): Promise<FoldScores | null> {
    try {
      return await options.evaluate(run);
    } catch (error) {
      const refused = error instanceof FaultlineError && ownFault.has(error.code) && trial.number > 0;
      if (!refused) throw error;
      trial.error = `${error.code}: ${error.message}`;
      return null;
    }
  }

  const rounds = await successiveHalving(trials, halving, score);
  const ranked: Trial[] = [];
  for (const { ranked: scored } of [...rounds].reverse()) {
    for (const { candidate } of scored) if (!ranked.includes(candidate)) ranked.push(candidate);
  }
  const [winner] = ranked;
  if (winner.number === 0) return { trials: ranked, winner, gain: null };

  const trees = resources[resources.length - 1];
  const runs: [Trial, FoldScores[]][] = [[trials[0], []], [winner, []]];
  for (let repeat = 1; repeat <= params.repeats; repeat++) {
    for (const [trial, found] of runs) {
      const run: TrialRun = { tuned: trial.tuned, trees, repeat };
      const scores = await options.evaluate(run);
      found.push(scores);
      options.onStep?.({ done: ++done, total, trial: trial.number, run, scores, best });
    }
  }
  const [[, defaults], [, winners]] = runs;
  const gain = (name: keyof FoldScores) =>
    pairedDifference(
      winners.flatMap((scores) => scores[name]),
      defaults.flatMap((scores) => scores[name]),
      defaults[0][name].length,
    );
  return { trials: ranked, winner, gain: { average_precision: gain("average_precision"), f1: gain("f1") } };
}

/** Evaluations of all rounds, were none refused, and of the comparison, did the defaults not win. */
function evaluationCount(candidates: number, rounds: number, { factor, repeats }: TuneParams): number {
  let count = 2 * repeats;
  for (let left = candidates, round = 0; round < rounds; round++, left = Math.ceil(left / factor)) {
    count += left;
  }
  return count;
}
