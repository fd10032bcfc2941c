import { join } from "node:path";
import { FaultlineError } from "../lib/errors.ts";
import { createWorkerPool } from "../lib/forest/worker_pool.ts";
import { formatScore } from "../lib/report/number_format.ts";
import { findDriftScenario } from "../lib/simulate/drift_scenarios.ts";
import { toJson } from "../pipeline/json_file.ts";
import { readParams } from "../pipeline/params.ts";
import { runTask, type TaskContext } from "../pipeline/stage.ts";
import { type DemoFault, demoFaults } from "./demo_faults.ts";
import { alarmLine, namedLine, resultOf, resultText, type TextOptions, unnamedLines } from "./demo_text.ts";
import { type PlayedFault, playFault, wentWell } from "./play_fault.ts";
import { type DemoServer, startServer } from "./start_server.ts";
import { type DemoModel, trainModel } from "./train_model.ts";

/** Readings that the model is made from, that follow without a fault, and from one look to the next. */
const history = 20_000, healthy = 2_000, every = 250;

/** What an interrupt has to clear away, and the exit code once all is shown. */
interface Scene {
  scratch?: string;
  server?: DemoServer;
  shown?: number;
}

/** The task's own options, by commander's names. */
interface DemoOptions {
  seed: string;
  fault?: string[];
  json?: boolean;
  keep?: boolean;
}

/** Trains, plays every fault on a server of its own, and tells what monitoring said; gives the exit code. */
async function demo(context: TaskContext, scene: Scene): Promise<number> {
  const { seed: seedText, fault, json, keep } = context.options as unknown as DemoOptions;
  const seed = seedFrom(seedText), faults = chosenFaults(fault);
  await checkParams(context.params);
  const text = textOptions();
  const say = (line: string) => console.error(line);
  const scratch = scene.scratch = await Deno.makeTempDir({ prefix: "faultline-demo-" });
  try {
    const model = await train(context, seed, scratch);
    const f1 = formatScore(model.metrics.test.f1, 2);
    const about = `model ${model.version} of the first ${
      count(history)
    } readings, F1 ${f1} on unseen machines`;
    say(namedLine("train", about, text));
    const played: PlayedFault[] = [];
    for (const [i, fault] of faults.entries()) {
      scene.server = await startServer({ model: model.folder, dataDir: join(scratch, fault.name) });
      say(`\n${namedLine(fault.name, fault.description, text)}`);
      played.push(await play(context, scene.server, fault, seed, text));
      if (keep && i === faults.length - 1) break;
      await scene.server.stop();
      scene.server = undefined;
    }
    const held = played.every(wentWell);
    const page = scene.server && `${scene.server.url}/drift`;
    say("");
    context.print(
      json
        ? toJson({
          seed,
          model: model.version,
          history,
          healthy,
          every,
          held,
          page: page ?? null,
          faults: played.map(resultOf),
        }).trimEnd()
        : resultText(played, healthy),
    );
    scene.shown = held ? 0 : 1;
    if (page) {
      say(`\n${namedLine("look", `${page}   the report as a page; Ctrl+C ends the server`, text)}`);
      await scene.server!.ended;
    }
    return scene.shown;
  } finally {
    await scene.server?.stop();
    await Deno.remove(scratch, { recursive: true });
  }
}

async function train(context: TaskContext, seed: number, folder: string): Promise<DemoModel> {
  const pool = createWorkerPool(context.workers);
  try {
    return await trainModel(context, { history, seed, folder, pool });
  } finally {
    pool.close();
  }
}

/** Plays a fault and tells of it as it goes. */
async function play(
  { progress }: TaskContext,
  server: DemoServer,
  fault: DemoFault,
  seed: number,
  text: TextOptions,
): Promise<PlayedFault> {
  let sent = 0;
  const start = () => progress(sent < healthy ? "healthy" : "faulty", healthy + fault.readings, "readings");
  let bar = start();
  // A line is printed where no bar is.
  const say = (line: string) => {
    bar.stop();
    console.error(line);
    bar = start();
    bar.update(sent);
  };
  let isClean = true;
  try {
    const played = await playFault(server, fault, {
      ...{ seed, history, healthy, every },
      onLook(readings, alarms) {
        sent = readings;
        for (const alarm of alarms) say(alarmLine(alarm, fault, text));
        if (alarms.length > 0 && sent <= healthy) isClean = false;
        if (sent === healthy && isClean) {
          say(namedLine("", `${count(healthy)} readings without it: no alarm`, text));
        }
        bar.update(sent);
      },
    });
    if (played.namedAfter === null) unnamedLines(played, text).forEach(say);
    return played;
  } finally {
    bar.stop();
  }
}

function seedFrom(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new FaultlineError(
    "USAGE",
    `--seed must be a whole number from 0 to ${2 ** 32 - 1}, current value: ${text}`,
  );
}

/** In the demo's order, each once. */
function chosenFaults(names: readonly string[] | undefined): DemoFault[] {
  names?.forEach(findDriftScenario);
  return demoFaults.filter(({ name }) => names === undefined || names.includes(name));
}

/** The server reads its own params file, so that a param of monitoring would be set for nobody. */
async function checkParams(params: TaskContext["params"]): Promise<void> {
  const file = "params.yaml";
  const base = readParams({ base: { file, text: await Deno.readTextFile(file) } });
  for (const section of ["drift", "monitor"] as const) {
    if (JSON.stringify(params[section]) === JSON.stringify(base[section])) continue;
    throw new FaultlineError("USAGE", `params of ${section} are read by the server, from ${file} alone`, {
      hint: `change them in ${file}`,
    });
  }
}

function textOptions(): TextOptions {
  const isTerminal = Deno.stderr.isTerminal();
  return {
    colour: isTerminal && !Deno.noColor,
    width: isTerminal ? Math.min(Deno.consoleSize().columns, 120) : 100,
  };
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Before the task's own answer to a signal: no server and no folder outlives the demo. */
function clearAwayOnSignals(scene: Scene): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      scene.server?.kill();
      if (scene.scratch !== undefined) Deno.removeSync(scene.scratch, { recursive: true });
      // Ending a look is what was asked for.
      if (scene.shown !== undefined) Deno.exit(scene.shown);
    });
  }
}

if (import.meta.main) {
  const scene: Scene = {};
  clearAwayOnSignals(scene);
  await runTask({
    name: "demo",
    summary:
      "Shows monitoring on a live system: a server, a plant's readings with their outcomes, and faults one after " +
      "another. Exits with 1 when a fault was not named within its limit, or an alarm came before it.",
    workers: true,
    options: (command) =>
      command
        .option("--seed <number>", "a whole number; the same seed gives the same plant", "42")
        .option(
          "--fault <name>",
          `play this fault alone (repeatable): ${demoFaults.map(({ name }) => name).join(", ")}`,
          (name: string, earlier: string[] = []) => [...earlier, name],
        )
        .option("--json", "print the result as JSON")
        .option("--keep", "leave the last server running, for a look at its page"),
    help: "Example:\n  deno task demo --fault sensor-offset --keep",
  }, async (context) => {
    const code = await demo(context, scene);
    // Not drift, which 3 stands for.
    if (code !== 0) Deno.exit(code);
  });
}
