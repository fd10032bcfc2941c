import type { Trial, Tuning } from "../../lib/tune/tune_params.ts";
import { mean } from "simple-statistics";
import type { FoldScores } from "../../lib/tune/fold_scores.ts";
import { flatNumbers, flatValues } from "../../lib/tracking/flat_values.ts";
import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";
import type { Tracker } from "./tracker.ts";

/** What a search found, as a run with one nested run a recipe: what it scored with ever more trees is its metric. */
export function logTuning(
  tracker: Tracker,
  parent: TrackedRun,
  { trials, winner, gain }: Tuning,
): TrackedRun[] {
  const timestamp_ms = Date.now();
  parent.params(flatValues({ winner: winner.tuned }));
  const last = winner.rounds.at(-1);
  parent.metrics(
    flatNumbers({ winner: last ? meansOf(last.scores) : {}, gain: gain ?? {} }),
    { timestamp_ms },
  );
  return trials.map((trial) => logTrial(tracker, parent, trial, timestamp_ms));
}

function logTrial(tracker: Tracker, parent: TrackedRun, trial: Trial, timestamp_ms: number): TrackedRun {
  const name = trial.number === 0 ? "defaults" : `recipe ${trial.number}`;
  const run = tracker.begin("tune", { name, parent });
  run.params(flatValues({ ...trial.tuned }));
  for (const { trees, scores } of trial.rounds) {
    run.metrics(meansOf(scores), { timestamp_ms, step: trees });
  }
  if (trial.error !== null) run.tags({ error: trial.error });
  return run;
}

function meansOf({ average_precision, f1 }: FoldScores): Record<string, number> {
  return { average_precision: mean(average_precision), f1: mean(f1) };
}
