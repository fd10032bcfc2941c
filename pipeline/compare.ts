import type { Comparison } from "../lib/contracts/comparison.ts";
import { splitSummarySchema } from "../lib/contracts/summaries.ts";
import { createWorkerPool, type WorkerPool } from "../lib/forest/worker_pool.ts";
import { compareRecipes, type DefaultOutcome } from "../lib/model/compare_recipes.ts";
import { comparisonReport } from "../lib/report/comparison_report.ts";
import { readArrow } from "../lib/table/arrow_reader.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { ingest } from "./ingest.ts";
import { readJson, toJson } from "./json_file.ts";
import type { Progress } from "./progress.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { transform } from "./transform.ts";

/**
 * Sends prepared rows through the textbook recipe, its honest twin, no balancing, and the default, and saves the
 * honesty table as `reports/compare.json` and `.txt`.
 *
 * @param usual The default recipe's outcome, where somebody is finding it: the bar is shown once it is found.
 */
export async function compare(
  context: Pick<TaskContext, "params" | "log" | "progress">,
  pool: WorkerPool,
  prepared: string,
  usual?: Promise<DefaultOutcome>,
): Promise<Comparison> {
  const split = await readJson(`${prepared}/summary.json`, splitSummarySchema, "stage:transform");
  const rows = {
    train: await readArrow(`${prepared}/train.arrow`),
    test: await readArrow(`${prepared}/test.arrow`),
  };
  let done = 0, total = 4, isOver = false;
  let progress: Progress | undefined;
  const show = () => {
    if (!isOver) progress ??= context.progress("compare", total, "recipes");
    progress?.update(done, total);
  };
  try {
    if (usual === undefined) show();
    else usual.then(show, () => {});
    const comparison = await compareRecipes(rows, context.params, {
      pool,
      split,
      default: usual,
      onStep: (...taken) => {
        [done, total] = taken;
        progress?.update(done, total);
      },
    });
    writeFileAtomic("reports/compare.json", toJson(comparison));
    writeFileAtomic("reports/compare.txt", comparisonReport(comparison));
    for (const { name, held_out, leak } of comparison.recipes) {
      context.log.info({ recipe: name, ...held_out, leak_alarm: leak.alarm }, "compared");
    }
    return comparison;
  } finally {
    isOver = true;
    progress?.stop();
  }
}

/** Takes away an earlier run's comparison, which other rows gave. */
export async function forgetComparison(): Promise<void> {
  for (const file of ["reports/compare.json", "reports/compare.txt"]) {
    await Deno.remove(file).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}

if (import.meta.main) {
  await runTask({
    name: "compare",
    summary: "Sends the same rows through the textbook recipe, its honest twin and ours: the honesty table.",
    source: true,
    workers: true,
    help: "It works in data/compare/, and leaves the pipeline's own data and model alone.",
  }, async (context) => {
    const folders = { raw: "data/compare/raw", prepared: "data/compare/prepared" };
    await ingest(context, folders.raw);
    await transform(context, folders);
    const pool = createWorkerPool(context.workers);
    const { value, seconds } = await context.timed(() => compare(context, pool, folders.prepared));
    pool.close();
    await recordTiming({ compare_s: seconds });
    context.print(comparisonReport(value).trimEnd());
  });
}
