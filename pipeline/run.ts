import type { Comparison } from "../lib/contracts/comparison.ts";
import { createWorkerPool } from "../lib/forest/worker_pool.ts";
import { honestyRows } from "../lib/report/honesty_table.ts";
import { closingBlock, type ScreenOptions, stepLine } from "../lib/report/screen_report.ts";
import { compare, forgetComparison } from "./compare.ts";
import { evaluate, outputs } from "./evaluate.ts";
import { ingest, ingestSentence } from "./ingest.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { recipeSentences, train } from "./train.ts";
import { splitSentence, transform } from "./transform.ts";

/** The whole chain: what `deno task train` does, a step a line, and the report at the end. */
export async function run(context: TaskContext): Promise<void> {
  const { params, print, timed } = context;
  const screen: ScreenOptions = { colour: Deno.stdout.isTerminal() && !Deno.noColor, width: terminalWidth() };
  const pool = createWorkerPool(context.workers);
  try {
    const taken = await timed(() => ingest(context));
    print(stepLine("ingest", taken.value.source, ingestSentence(taken.value), taken.seconds, screen));
    const parted = await timed(() => transform(context));
    print(stepLine("transform", "", splitSentence(parted.value), parted.seconds, screen));

    const { model, timing, version } = await train(context, pool);
    const [outliers, balance] = recipeSentences(model);
    print(stepLine("recipe", "", outliers, null, screen));
    print(stepLine("", "", balance, null, screen));
    const forest = `${params.train.trees} trees, ${context.workers} ${
      context.workers === 1 ? "worker" : "workers"
    }`;
    print(
      stepLine(
        "validate",
        "",
        `${params.validation.folds} folds choose threshold and calibration`,
        timing.threshold_s,
        screen,
      ),
    );
    print(stepLine("train", forest, `model ${version}`, timing.train_s, screen));

    const judged = await timed(() => evaluate(context));
    const held = judged.value.data.test.rows.toLocaleString("en-US");
    print(stepLine("evaluate", "", `${held} held-out rows`, judged.seconds, screen));
    let comparison: Comparison | undefined;
    let compare_s: number | null = null;
    if (parted.value.train.rows + parted.value.test.rows <= params.compare.max_rows) {
      const compared = await timed(() => compare(context, pool, "data/prepared", judged.value));
      comparison = compared.value;
      compare_s = compared.seconds;
      print(
        stepLine("compare", "", `${comparison.recipes.length} recipes on the same rows`, compare_s, screen),
      );
    } else {
      await forgetComparison();
    }
    await recordTiming({
      ingest_s: taken.seconds,
      transform_s: parted.seconds,
      ...timing,
      evaluate_s: judged.seconds,
      compare_s,
    });
    print(closingBlock({
      metrics: judged.value,
      honesty: comparison ? honestyRows(comparison) : [],
      paths: { ...outputs },
      next: ["score a file: deno task predict --input readings.csv --output scored.csv"],
    }, screen));
  } finally {
    pool.close();
  }
}

function terminalWidth(): number {
  return Deno.stdout.isTerminal() ? Math.min(Deno.consoleSize().columns, 120) : 100;
}

if (import.meta.main) {
  await runTask({
    name: "train",
    summary: "Ingests, transforms, trains and evaluates, and prints a report of one screen.",
    source: true,
    workers: true,
    help: "Examples:\n" +
      "  deno task train\n" +
      "  deno task train --source csv:readings.csv --set train.trees=200\n" +
      "  MYSQL_PWD=… deno task train --source 'mysql://plant@db.example:3306/plant?table=readings'",
  }, run);
}
