import { failureModes } from "../lib/contracts/reading.ts";
import { splitSummarySchema } from "../lib/contracts/summaries.ts";
import { createWorkerPool, type WorkerPool } from "../lib/forest/worker_pool.ts";
import { fitModel } from "../lib/model/fit_model.ts";
import type { Model } from "../lib/model/model.ts";
import { encodeModel, modelVersion } from "../lib/model/model_file.ts";
import { writeReference } from "../lib/model/write_reference.ts";
import { balanceVerdict } from "../lib/report/balance_verdict.ts";
import { fenceVerdict } from "../lib/report/fence_verdict.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { readArrow } from "../lib/table/arrow_reader.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import type { TrackedRun } from "../lib/tracking/tracked_run.ts";
import { readJson } from "./json_file.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { logInputs, logModel } from "./tracking/log_training.ts";
import { openTracker, type Tracker } from "./tracking/tracker.ts";

/** The model's name, in its header and in the registry. */
const modelName = "faultline";
const modelFolder = "models/current";

/** What training took and gave. */
export interface Trained {
  model: Model;
  version: string;
  /** Seconds of the final fit, and of the cross-validation that chose threshold and calibration. */
  timing: { train_s: number; threshold_s: number };
  /** The run that it is logged to; null where nothing is tracked. */
  run: TrackedRun | null;
}

/**
 * Fits a model on `data/prepared/train.arrow` and writes it, with the reference for drift, to `models/current/`. Where
 * runs are tracked it begins one, which evaluation goes on with and whoever calls ends.
 */
export async function train(
  context: Pick<TaskContext, "params" | "log" | "progress">,
  pool: WorkerPool,
  tracker: Tracker | null = null,
): Promise<Trained> {
  const { params, log } = context;
  const split = await readJson("data/prepared/summary.json", splitSummarySchema, "stage:transform");
  const rows = await readArrow("data/prepared/train.arrow");
  const progress = context.progress("train", params.train.trees * (params.validation.folds + 1), "trees");
  const clock: Record<string, number> = {};
  const outOfBag: { trees: number; average_precision: number }[] = [];
  const run = tracker?.begin("train") ?? null;
  if (tracker && run) {
    logInputs(run, params, split);
    tracker.sendSoon(run);
  }
  try {
    const { model, outOfFoldProbability } = await fitModel(rows, params, {
      pool,
      name: modelName,
      dataHash: split.ingest.hash,
      splitBy: split.by,
      onTree: (done, total) => progress.update(done, total),
      onPhase: (phase) => clock[phase] = performance.now(),
      onOutOfBag: run ? (trees, average_precision) => outOfBag.push({ trees, average_precision }) : undefined,
    });
    const bytes = encodeModel(model);
    writeReference(`${modelFolder}/reference.arrow`, rows, outOfFoldProbability);
    writeFileAtomic(`${modelFolder}/model.safetensors`, bytes);
    logRecipe(context, model);
    const timing = {
      train_s: (clock["done"] - clock["final fit"]) / 1000,
      threshold_s: (clock["final fit"] - clock["cross-validation"]) / 1000,
    };
    log.info({ version: modelVersion(bytes), trees: params.train.trees, ...timing }, "trained");
    const trained = { model, version: modelVersion(bytes), timing };
    if (tracker && run) {
      tracker.folder.rememberModel(trained.version, run.key);
      logModel(run, trained, outOfBag);
    }
    return { ...trained, run };
  } finally {
    progress.stop();
  }
}

function logRecipe({ log }: Pick<TaskContext, "log">, model: Model): void {
  const { recipe } = model.header;
  for (const fence of recipe.fences) {
    if (fence.outside.rows > 0) log.info({ ...fence }, `fence ${fenceVerdict(fence)}`);
  }
  log.info({ ...recipe.balance, removed: recipe.removed }, "balanced");
  const leaky = recipe.feature_names.filter((name) => (failureModes as readonly string[]).includes(name));
  if (leaky.length > 0) {
    log.warn({ features: leaky }, "failure modes are among the features: they leak the label");
  }
}

/** What the recipe did to the training rows, for a person: a line on outliers, a line on balance. */
export function recipeSentences(model: Model): [outliers: string, balance: string] {
  const { recipe, params } = model.header;
  const outside = recipe.fences.filter((fence) => fence.outside.rows > 0);
  const kept = outside.filter((fence) => !fence.applied), applied = outside.filter((fence) => fence.applied);
  const parts: string[] = [];
  const rate = model.header.data.failures / model.header.data.rows;
  const risky = kept.filter(({ outside }) => outside.failures / outside.rows > 2 * rate);
  if (risky.length > 0) {
    const most = Math.max(...risky.map(({ outside }) => outside.failures / outside.rows));
    parts.push(
      `fences left ${list(risky.map((fence) => fence.column))} whole: their outliers fail up to ` +
        `${(100 * most).toFixed(0)}% of the time (all rows: ${(100 * rate).toFixed(1)}%)`,
    );
  }
  const unsure = kept.filter((fence) => !risky.includes(fence));
  if (unsure.length > 0) {
    parts.push(
      `${list(unsure.map((fence) => fence.column))} left whole too: too few outliers to rule risk out`,
    );
  }
  if (applied.length > 0) {
    parts.push(
      `fences on ${list(applied.map((fence) => fence.column))} removed ${recipe.removed.rows} rows, ` +
        `${recipe.removed.failures} of them failures`,
    );
  }
  const outliers = params.outliers.method === "none"
    ? "no outlier removal"
    : parts.join("; ") || "no outlier in any column";
  return [outliers, balanceVerdict(recipe.balance, params.balance.ratio)];
}

function list(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

if (import.meta.main) {
  await runTask({
    name: "stage:train",
    summary:
      "Fits recipe and forest on data/prepared/train.arrow, and chooses threshold and calibration, into " +
      "models/current/.",
    workers: true,
  }, async (context) => {
    const tracker = openTracker(context);
    const pool = createWorkerPool(context.workers);
    const { model, version, timing, run } = await train(context, pool, tracker);
    pool.close();
    await recordTiming(timing);
    for (const sentence of recipeSentences(model)) context.print(stepLine("recipe", "", sentence, null));
    context.print(
      stepLine(
        "train",
        `${context.params.train.trees} trees`,
        `model ${version}`,
        timing.train_s + timing.threshold_s,
      ),
    );
    if (tracker && run) context.print(stepLine("track", "", await tracker.finish(run), null));
  });
}
