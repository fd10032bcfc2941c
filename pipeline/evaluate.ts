import type { Metrics } from "../lib/contracts/metrics.ts";
import { splitSummarySchema } from "../lib/contracts/summaries.ts";
import { evaluateModel } from "../lib/model/evaluate_model.ts";
import { loadModel } from "../lib/model/load_model.ts";
import { plotRowsJson } from "../lib/report/evaluation_plot.ts";
import { evaluationPlots } from "../lib/report/evaluation_plots.ts";
import { metricsReport } from "../lib/report/metrics_report.ts";
import { modelCard } from "../lib/report/model_card.ts";
import { closingBlock, stepLine } from "../lib/report/screen_report.ts";
import { readArrow } from "../lib/table/arrow_reader.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import type { TrackedRun } from "../lib/tracking/tracked_run.ts";
import { readJson, toJson } from "./json_file.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { logEvaluation } from "./tracking/log_evaluation.ts";
import { readingsDataset } from "./tracking/readings_dataset.ts";
import { openTracker, type Tracker } from "./tracking/tracker.ts";

/** What evaluation leaves behind, by what a person calls it. */
export const outputs = {
  model: "models/current",
  report: "reports/metrics_report.txt",
  card: "reports/model_card.html",
} as const;

/**
 * Judges `models/current/` on `data/prepared/test.arrow`, and writes metrics.json beside the model and for people,
 * the report, the plots with their data, and the model card. Where runs are tracked it goes on with the run that made
 * the model, which whoever calls ends.
 */
export async function evaluate(
  context: Pick<TaskContext, "params" | "log">,
  tracker: Tracker | null = null,
): Promise<{ metrics: Metrics; run: TrackedRun | null }> {
  const { params, log } = context;
  const split = await readJson("data/prepared/summary.json", splitSummarySchema, "stage:transform");
  const { model, version } = await loadModel(outputs.model);
  const test = await readArrow("data/prepared/test.arrow");
  const train = await readArrow("data/prepared/train.arrow", { columns: ["reading_id", "machine_id"] });
  const { metrics, detail } = evaluateModel(model, test, {
    version,
    train,
    split,
    params: params.evaluation,
  });
  const evaluation = { metrics, header: model.header, split, detail };

  for (const plot of evaluationPlots(metrics, detail)) {
    writeFileAtomic(`reports/plots/${plot.name}.svg`, plot.svg);
    for (const [name, rows] of Object.entries(plot.data)) {
      writeFileAtomic(`reports/plots/${name}.json`, plotRowsJson(rows));
    }
  }
  writeFileAtomic(outputs.report, metricsReport(evaluation));
  writeFileAtomic(outputs.card, await modelCard(evaluation));
  writeFileAtomic("reports/metrics.json", toJson(metrics));
  writeFileAtomic(`${outputs.model}/metrics.json`, toJson(metrics));

  const { interval: _, ...figures } = metrics.test;
  log.info({ version, ...figures }, "evaluated");
  if (metrics.leak.alarm) log.warn({ reasons: metrics.leak.reasons }, "leak alarm");
  const run = tracker?.ofModel(version, "evaluate") ?? null;
  if (run) {
    run.tags({ data_hash: split.ingest.hash });
    run.dataset(readingsDataset(split, "evaluation"));
    await logEvaluation(run, metrics, outputs.model);
  }
  return { metrics, run };
}

if (import.meta.main) {
  await runTask({
    name: "stage:evaluate",
    summary: "Judges models/current/ on the held-out rows: metrics, plots, report and model card.",
  }, async (context) => {
    const tracker = openTracker(context);
    const { value: { metrics, run }, seconds } = await context.timed(() => evaluate(context, tracker));
    await recordTiming({ evaluate_s: seconds });
    context.print(closingBlock({ metrics, paths: { ...outputs } }).trimStart());
    if (tracker && run) context.print(stepLine("track", "", await tracker.finish(run), null));
  });
}
