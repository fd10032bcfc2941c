import type { Metrics } from "../lib/contracts/metrics.ts";
import { createWorkerPool } from "../lib/forest/worker_pool.ts";
import { honestyRows } from "../lib/report/honesty_table.ts";
import { closingBlock, type ScreenOptions, stepLine } from "../lib/report/screen_report.ts";
import { compare, forgetComparison } from "./compare.ts";
import { evaluate, outputs } from "./evaluate.ts";
import { ingest, ingestSentence } from "./ingest.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";
import { openTracker } from "./tracking/tracker.ts";
import { recipeSentences, train } from "./train.ts";
import { splitSentence, transform } from "./transform.ts";

/** The whole chain: what `deno task train` does, a step a line, and the report at the end. */
export async function run(context: TaskContext): Promise<void> {
  const { params, print, timed } = context;
  const screen: ScreenOptions = { colour: Deno.stdout.isTerminal() && !Deno.noColor, width: terminalWidth() };
  const tracker = openTracker(context);
  const pool = createWorkerPool(context.workers);
  try {
    const taken = await timed(() => ingest(context));
    print(stepLine("ingest", taken.value.source, ingestSentence(taken.value), taken.seconds, screen));
    const parted = await timed(() => transform(context));
    print(stepLine("transform", "", splitSentence(parted.value), parted.seconds, screen));

    const { model, timing, version, run } = await train(context, pool, tracker);
    if (tracker && run) tracker.sendSoon(run);
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

    const wanted = parted.value.train.rows + parted.value.test.rows <= params.compare.max_rows;
    // The workers grow the comparison's forests while this thread evaluates, draws and writes.
    const judging = Promise.withResolvers<Metrics>();
    const comparing = wanted
      ? timed(() =>
        compare(
          context,
          pool,
          "data/prepared",
          judging.promise.then((metrics) => ({
            metrics,
            failuresRemoved: model.header.recipe.removed.failures,
          })),
        )
      )
      : undefined;
    // Waited for below, and no loose end until then.
    comparing?.catch(() => {});
    const judged = await timed(() => evaluate(context, tracker));
    const { metrics } = judged.value;
    const tracked = tracker && run ? tracker.finish(run) : null;
    const held = metrics.data.test.rows.toLocaleString("en-US");
    print(stepLine("evaluate", "", `${held} held-out rows`, judged.seconds, screen));
    judging.resolve(metrics);
    const compared = await comparing;
    if (compared) {
      const { recipes } = compared.value;
      print(stepLine("compare", "", `${recipes.length} recipes on the same rows`, compared.seconds, screen));
    } else {
      await forgetComparison();
    }
    await recordTiming({
      ingest_s: taken.seconds,
      transform_s: parted.seconds,
      ...timing,
      evaluate_s: judged.seconds,
      compare_s: compared?.seconds ?? null,
    });
    if (tracked) print(stepLine("track", "", await tracked, null, screen));
    print(closingBlock({
      metrics,
      honesty: compared ? honestyRows(compared.value) : [],
      paths: { ...outputs },
      next: [
        "serve it: deno task serve",
        "score a file: deno task predict --input readings.csv --output scored.csv",
      ],
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
