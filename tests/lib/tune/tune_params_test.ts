import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { FaultlineError } from "../../../lib/errors.ts";
import type { FoldScores } from "../../../lib/tune/fold_scores.ts";
import type { TrialRun } from "../../../lib/tune/trial_log.ts";
import { tuneParams, type TuningStep } from "../../../lib/tune/tune_params.ts";
import { changesOf } from "../../../lib/tune/tuned_params.ts";
import { base, search } from "./space.ts";

/** A landscape with its peak at depth 7 and leaves of 3; more trees show it more clearly, folds differ a little. */
function hill({ tuned: { train, balance }, trees, repeat }: TrialRun): FoldScores {
  const far = Math.abs((train.max_depth ?? 20) - 7) + Math.abs(train.min_samples_leaf - 3);
  const height = 0.9 - 0.02 * far - (balance.method === "none" ? 0 : 0.1) - 0.1 / trees;
  const folds = [0.01, -0.01, 0.003 * repeat];
  return { average_precision: folds.map((off) => height + off), f1: folds.map((off) => 1 - height + off) };
}

const evaluate = (run: TrialRun) => Promise.resolve(hill(run));

Deno.test("on a hill the winner is the drawn candidate nearest the top, and its gain is the difference in height", async () => {
  // The whole space is drawn, so that the top is among the candidates.
  const { winner, trials, gain } = await tuneParams({ ...search, trials: 200 }, { base, evaluate });
  deepEqual(changesOf(winner.tuned, base), [
    { path: ["train", "max_depth"], value: 7 },
    { path: ["train", "min_samples_leaf"], value: 3 },
    { path: ["balance", "method"], value: "none" },
  ]);
  equal(trials.length, 150);
  equal(trials[0], winner);
  // The base lies 13 + 2 steps off and pays for its synthetic rows.
  ok(Math.abs(gain!.average_precision.mean - 0.4) < 1e-9);
  ok(gain!.average_precision.standardError < 1e-9);
});

Deno.test("a third goes on in every round, with three times the trees", async () => {
  const { trials } = await tuneParams({ ...search, trials: 26 }, { base, evaluate });
  const reached = (round: number) => trials.filter(({ rounds }) => rounds.length >= round).length;
  deepEqual([reached(1), reached(2), reached(3)], [27, 9, 3]);
  deepEqual(trials[0].rounds.map(({ trees }) => trees), [3, 9, 27]);
  const last = trials.slice(0, 3).map(({ rounds }) => rounds[2].scores.average_precision[0]);
  deepEqual(last, [...last].sort((a, b) => b - a));
});

Deno.test("the objective decides what wins", async () => {
  const { winner } = await tuneParams({ ...search, trials: 200, objective: "f1" }, { base, evaluate });
  // F1 is the other way round here: the base, farthest from the top, is best.
  equal(winner.number, 0);
});

Deno.test("where the defaults win there is no gain to compare, and no evaluation is spent on it", async () => {
  const runs: TrialRun[] = [];
  const { winner, gain } = await tuneParams({ ...search, objective: "f1" }, {
    base,
    evaluate: (run) => {
      runs.push(run);
      return evaluate(run);
    },
  });
  equal(winner.number, 0);
  equal(gain, null);
  ok(runs.every(({ repeat }) => repeat === 0));
});

Deno.test("winner and defaults meet on repeats that neither was chosen on, at the most trees", async () => {
  const runs: TrialRun[] = [];
  await tuneParams(search, {
    base,
    evaluate: (run) => {
      runs.push(run);
      return evaluate(run);
    },
  });
  deepEqual(runs.slice(-4).map(({ trees, repeat }) => [trees, repeat]), [[27, 1], [27, 1], [27, 2], [27, 2]]);
});

Deno.test("the same search gives the same result", async () => {
  deepEqual(await tuneParams(search, { base, evaluate }), await tuneParams(search, { base, evaluate }));
});

Deno.test("steps count up to the total and name the best score of the round", async () => {
  const steps: TuningStep[] = [];
  await tuneParams(search, { base, evaluate, onStep: (step) => steps.push(step) });
  deepEqual(steps.map(({ done }) => done), steps.map((_, i) => i + 1));
  ok(steps.every(({ total }) => total === steps.length), `${steps[0].total}, ${steps.length}`);
  const first = steps.filter(({ run }) => run.trees === 3);
  const scores = first.map(({ scores }) => scores!.average_precision.reduce((sum, one) => sum + one, 0) / 3);
  equal(first.at(-1)!.best, Math.max(...scores));
});

Deno.test("a candidate that cannot be trained ranks last with its reason", async () => {
  const { trials } = await tuneParams({ ...search, trials: 200 }, {
    base,
    evaluate: (run) => {
      if (run.tuned.train.max_depth === 9) throw new FaultlineError("BALANCE_TOO_FEW", "too few failures");
      return evaluate(run);
    },
  });
  deepEqual(trials.slice(-15).map(({ error }) => error), Array(15).fill("BALANCE_TOO_FEW: too few failures"));
  ok(trials.slice(0, -15).every(({ error }) => error === null));
});

Deno.test("defaults that cannot be trained, and a full disk, end the search", async () => {
  const failing = (code: "BALANCE_TOO_FEW" | "OUTPUT_DISK_FULL", trial: (run: TrialRun) => boolean) =>
    tuneParams(search, {
      base,
      evaluate: (run) => {
        if (trial(run)) throw new FaultlineError(code, "no");
        return evaluate(run);
      },
    });
  await rejects(failing("BALANCE_TOO_FEW", () => true), { code: "BALANCE_TOO_FEW" });
  await rejects(failing("OUTPUT_DISK_FULL", ({ trees }) => trees > 3), { code: "OUTPUT_DISK_FULL" });
});
