import type { FoldScoreParams } from "./fold_scores.ts";
import { createRandom } from "../random/random.ts";
import type { TrialRun } from "./trial_log.ts";
import { withTuned } from "./tuned_params.ts";

/**
 * The params of one evaluation: the candidate's, its trees, and from repeat 1 on new seeds for folds, synthetic rows
 * and forest. Repeat 0 has the seeds of params.yaml, so that what is searched is what training will make.
 *
 * @param seed Tuning's own.
 */
export function repeatParams(params: FoldScoreParams, run: TrialRun, seed: number): FoldScoreParams {
  const tuned = withTuned(params, run.tuned);
  const grown = { ...tuned, train: { ...tuned.train, trees: run.trees } };
  if (run.repeat === 0) return grown;
  const random = createRandom(seed, run.repeat);
  return {
    ...grown,
    validation: { ...grown.validation, seed: random.uint32() },
    balance: { ...grown.balance, seed: random.uint32() },
    train: { ...grown.train, seed: random.uint32() },
  };
}
