import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import type { Params } from "../lib/contracts/params.ts";
import { type SplitSummary, splitSummarySchema } from "../lib/contracts/summaries.ts";
import { FaultlineError } from "../lib/errors.ts";
import { createWorkerPool, type WorkerPool } from "../lib/forest/worker_pool.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { readArrow } from "../lib/table/arrow_reader.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { createCsvWriter } from "../lib/table/csv_writer.ts";
import { flatValues } from "../lib/tracking/flat_values.ts";
import { foldScores } from "../lib/tune/fold_scores.ts";
import { repeatParams } from "../lib/tune/repeat_params.ts";
import { openTrialLog, type Study, type TrialLog, type TrialRun } from "../lib/tune/trial_log.ts";
import { tuneParams, type Tuning, type TuningStep } from "../lib/tune/tune_params.ts";
import { tuningPlot } from "../lib/tune/tuning_plot.ts";
import { gainSentences, tuningColumns, tuningRows, tuningTable } from "../lib/tune/tuning_table.ts";
import { winnerParams } from "../lib/tune/winner_params.ts";
import { readJson } from "./json_file.ts";
import type { Progress } from "./progress.ts";
import { runTask, type TaskContext, wholeNumber } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { logTuning } from "./tracking/log_tuning.ts";
import { openTracker, type Tracker } from "./tracking/tracker.ts";

const folder = "reports/tune";
const trainFile = "data/prepared/train.arrow";

/**
 * Tunes on `data/prepared/train.arrow` alone, and writes `reports/tune/` and the winner's params. Evaluations that an
 * earlier run finished are taken from `reports/tune/trials.jsonl`.
 *
 * @param output Where the winner's params go.
 */
export async function tune(
  context: Pick<TaskContext, "params" | "log" | "progress">,
  pool: WorkerPool,
  output = `${folder}/params.yaml`,
): Promise<Tuning> {
  const { params, log } = context;
  if (resolve(output) === resolve("params.yaml")) {
    throw new FaultlineError(
      "USAGE",
      "--out must not be params.yaml: the winner's file holds changed keys alone",
      {
        hint: "name another file, and give it to --params",
      },
    );
  }
  const split = await readJson("data/prepared/summary.json", splitSummarySchema, "train");
  const rows = await readArrow(trainFile);
  const trials = openTrialLog(`${folder}/trials.jsonl`, await studyOf(params, split));
  const bar = startBar(context);
  try {
    sayWhereItStarts(context, trials);
    const tuning = await tuneParams(params.tune, {
      base: params,
      evaluate: async (run: TrialRun) => {
        const known = trials.find(run);
        if (known) return known;
        const { seed } = params.tune;
        const scores = await foldScores(rows, repeatParams(params, run, seed), split.by, { pool });
        trials.append(run, scores);
        return scores;
      },
      onStep: (step) => {
        bar.show(step);
        const { trial, run: { trees, repeat }, scores, best, done, total } = step;
        log.info({ trial, trees, repeat, ...scores, best, done, total }, "evaluated");
      },
    });
    writeResults(tuning, params, split, output);
    return tuning;
  } finally {
    trials.close();
    bar.stop();
  }
}

/** What the scores of an evaluation hang on beside the candidate: every param but the tuned ones, and the rows. */
async function studyOf(params: Params, split: SplitSummary): Promise<Study> {
  const hash = createHash("sha256");
  for await (const bytes of (await Deno.open(trainFile)).readable) hash.update(bytes);
  const { transform, threshold, validation, train, balance, outliers, tune } = params;
  return {
    data: hash.digest("hex"),
    seed: tune.seed,
    space: tune.space,
    params: {
      split_by: split.by,
      ...{ transform, threshold, validation },
      ...{ engine: train.engine, train_seed: train.seed, balance_seed: balance.seed },
      max_risk_ratio: outliers.max_risk_ratio,
    },
  };
}

function sayWhereItStarts({ log }: Pick<TaskContext, "log">, trials: TrialLog): void {
  const { kept, changed } = trials;
  if (changed.length > 0) {
    log.warn({ changed, kept }, `${changed.join(" and ")} changed since the last tuning: it starts anew`);
  } else if (kept > 0) log.info({ kept }, "tuning goes on where it stopped");
}

/** A bar that says the best score so far; a new best draws it anew. */
function startBar({ progress }: Pick<TaskContext, "progress">) {
  let bar: Progress | undefined, said = "";
  return {
    show({ done, total, best, run }: TuningStep) {
      const unit = run.repeat > 0
        ? "evaluations, winner against defaults"
        : `evaluations, best of ${run.trees} trees: ${best.toFixed(4)}`;
      if (unit !== said) {
        bar?.stop();
        bar = progress("tune", total, unit);
        said = unit;
      }
      bar!.update(done);
    },
    stop: () => bar?.stop(),
  };
}

function writeResults(tuning: Tuning, params: Params, split: SplitSummary, output: string): void {
  const table = createCsvWriter(`${folder}/results.csv`, tuningColumns);
  try {
    for (const row of tuningRows(tuning.trials)) table.writeRow(row);
    table.commit();
  } finally {
    table.abort();
  }
  writeFileAtomic(`${folder}/results.svg`, tuningPlot(tuning, params.tune.objective));
  const data = `${split.train.rows} training rows of ${split.ingest.source}`;
  writeFileAtomic(output, winnerParams(tuning, params, params.tune, data));
}

/** Logs a search and its recipes, and says where it can be seen. */
async function track(tracker: Tracker, tuning: Tuning, params: Params, output: string): Promise<string> {
  const run = tracker.begin("tune");
  const { trials, objective, min_trees, max_trees, factor, repeats, seed } = params.tune;
  run.params(flatValues({ tune: { trials, objective, min_trees, max_trees, factor, repeats, seed } }));
  for (const path of [`${folder}/results.csv`, `${folder}/results.svg`, output]) {
    run.artifact(basename(path), await Deno.readFile(path));
  }
  return await tracker.finish(run, logTuning(tracker, run, tuning));
}

if (import.meta.main) {
  await runTask({
    name: "tune",
    summary: "Looks for better params by random search with successive halving, on training rows alone.",
    workers: true,
    options: (command) =>
      command
        .option("--trials <count>", "recipes to draw (default: tune.trials of params.yaml)", wholeNumber)
        .option("--out <file>", "where the winner's params go", `${folder}/params.yaml`),
    help: "It works on data/prepared/, which deno task train (or stage:transform) leaves behind.\n" +
      `A run that was stopped goes on from ${folder}/trials.jsonl; delete that file to start anew.\n` +
      "Use what it found: deno task train --params reports/tune/params.yaml",
  }, async (context) => {
    const { options, print } = context;
    const params: Params = options.trials
      ? { ...context.params, tune: { ...context.params.tune, trials: options.trials as number } }
      : context.params;
    const output = String(options.out);
    const tracker = openTracker(context);
    const pool = createWorkerPool(context.workers);
    const { value: tuning, seconds } = await context.timed(() => tune({ ...context, params }, pool, output));
    pool.close();
    await recordTiming({ tune_s: seconds });
    print(stepLine("tune", `${tuning.trials.length} recipes`, `the defaults among them`, seconds));
    for (const line of ["", ...tuningTable(tuning.trials, params), ""]) print(`  ${line}`.trimEnd());
    for (const sentence of gainSentences(tuning, params, params.tune)) print(sentence);
    print(`results    ${folder}/results.csv, ${folder}/results.svg`);
    print(`params     ${output}`);
    if (tracker) print(`tracked    ${await track(tracker, tuning, params, output)}`);
    if (tuning.gain) print(`next       deno task train --params ${output}`);
  });
}
