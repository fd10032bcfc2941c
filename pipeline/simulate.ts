import { setTimeout } from "node:timers/promises";
import { driftNames, findDriftScenario } from "../lib/simulate/drift_scenarios.ts";
import { simulateReadings, type SimulationOptions } from "../lib/simulate/simulate_readings.ts";
import { FaultlineError } from "../lib/errors.ts";
import type { SinkMode } from "../lib/stores/sink.ts";
import { sinkFromUrl } from "../lib/stores/sink_from_url.ts";
import { runTask, type TaskContext, wholeNumber } from "./stage.ts";

/** What is simulated, and where it goes. */
export interface SimulateTask extends SimulationOptions {
  to: string;
  mode: SinkMode;
}

/** Fills a CSV file, a SQLite or a MySQL table with simulated readings; gives its URL without a password. */
export async function simulate(
  task: SimulateTask,
  context: Pick<TaskContext, "progress" | "env">,
): Promise<string> {
  const { to, mode, ...simulation } = task;
  if (simulation.drift !== undefined) findDriftScenario(simulation.drift);
  const sink = sinkFromUrl(to, { env: context.env });
  const open = await sink.open(mode);
  const progress = context.progress("simulate", simulation.rows ?? 0, "rows");
  try {
    let done = 0;
    for (const table of simulateReadings(simulation)) {
      await open.write(table);
      progress.update(done += table.rowCount);
      // Lets signals in between batches.
      await setTimeout(0);
    }
    await open.commit();
    return sink.url;
  } finally {
    await open.abort();
    progress.stop();
  }
}

if (import.meta.main) {
  await runTask({
    name: "simulate",
    summary: "Fills a CSV file, a SQLite or a MySQL table with simulated readings.",
    options: (command) =>
      void command
        .requiredOption(
          "--to <url>",
          "csv:PATH, sqlite:PATH?table=readings or mysql://user@host/db?table=readings",
        )
        .option("--rows <count>", "how many readings", wholeNumber, 10_000)
        .option("--seed <number>", "a whole number; the same seed gives the same readings", "42")
        .option("--drift <name>", `let the plant drift: ${driftNames.join(", ")}`)
        .option("--append", "add to rows that are there")
        .option("--replace", "remove rows that are there first"),
    help: "e.g.  deno task simulate --to sqlite:plant.db --rows 100000 --seed 7",
  }, async (context) => {
    const { to, rows, seed, drift, append, replace } = context.options;
    if (append && replace) throw new FaultlineError("USAGE", "--append and --replace exclude each other");
    if (!/^\d{1,10}$/.test(String(seed)) || Number(seed) > 2 ** 32 - 1) {
      throw new FaultlineError(
        "USAGE",
        `--seed must be a whole number from 0 to ${2 ** 32 - 1}, current value: ${seed}`,
      );
    }
    const { value, seconds } = await context.timed(() =>
      simulate({
        to: String(to),
        rows: Number(rows),
        seed: Number(seed),
        drift: drift as SimulateTask["drift"],
        mode: append ? "append" : replace ? "replace" : "refuse",
      }, context)
    );
    context.print(
      `simulate   ${Number(rows).toLocaleString("en-US")} rows into ${value}      ${seconds.toFixed(1)} s`,
    );
  });
}
