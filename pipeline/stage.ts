import { Command, CommanderError, InvalidArgumentError } from "commander";
import type { Params } from "../lib/contracts/params.ts";
import { endOnSignals } from "../lib/end_on_signals.ts";
import { FaultlineError } from "../lib/errors.ts";
import { failureReport } from "../lib/failure_report.ts";
import { createLog, type Log } from "../lib/log.ts";
import { abortUnfinishedFiles } from "../lib/table/atomic_file.ts";
import { writeStderrLine } from "../lib/write_stderr_line.ts";
import { readParams } from "./params.ts";
import { type Progress, startProgress, stopProgress } from "./progress.ts";
import { endOpenRuns, failOpenRuns } from "./tracking/open_runs.ts";

/** What a task is called, says of itself and takes beside the options that all of them take. */
export interface TaskSpec {
  /** As in `deno task NAME`. */
  name: string;
  /** One sentence for `--help`. */
  summary: string;
  /** Whether it ingests readings, and so takes `--source`. */
  source?: boolean;
  /** Whether it grows forests, and so takes `--workers`. */
  workers?: boolean;
  /** Declares further options. */
  options?: (command: Command) => void;
  /** Lines of `--help` after the options, e.g. examples. */
  help?: string;
}

/** What a task works with. The clock and the terminal are here, so that `lib` needs neither. */
export interface TaskContext {
  params: Params;
  /** The task's own options, by commander's names. */
  options: Record<string, unknown>;
  workers: number;
  log: Log;
  /** Writes a line of the result to stdout. */
  print: (line: string) => void;
  progress: (label: string, total: number, unit: string) => Progress;
  /** Seconds that a piece of work takes, and what it gives. */
  timed: <T>(work: () => Promise<T> | T) => Promise<{ value: T; seconds: number }>;
  /** A variable of the environment: only those that the task's permissions name may be asked for. */
  env: (name: string) => string | undefined;
}

/** The params file that every task starts from. */
const paramsFile = "params.yaml";

/** The exit code of a task that did its work, and whose answer is no: drift was found, or the gate refuses a model. */
export const negativeExitCode = 3;

/**
 * Runs a task from the command line: options, params, log, progress, errors and exit code are the same for all.
 * Ends the process with 0, 1 (failure), 2 (wrong use), 3 (drift or a refused model, which the body answers), or 130 and
 * 143 (interrupted).
 */
export async function runTask(
  spec: TaskSpec,
  body: (context: TaskContext) => Promise<void | typeof negativeExitCode>,
): Promise<never> {
  let stack = Deno.args.includes("--stack");
  endOnSignals(() => {
    stopProgress();
    endOpenRuns("KILLED", Date.now());
  });
  try {
    const command = commandOf(spec).parse(Deno.args, { from: "user" });
    const options = command.opts();
    stack = Boolean(options.stack);
    const code = await body({
      params: await paramsFor(options),
      options,
      workers: options.workers ?? navigator.hardwareConcurrency,
      // What a person at a terminal needs is in the result: no JSON between the progress bars.
      log: createLog({
        write: writeStderrLine,
        now: Date.now,
        level: Deno.stderr.isTerminal() ? "error" : "info",
      }),
      print: (line) => console.log(line),
      progress: startProgress,
      timed: async (work) => {
        const start = performance.now();
        const value = await work();
        return { value, seconds: (performance.now() - start) / 1000 };
      },
      env: (name) => Deno.env.get(name),
    });
    Deno.exit(code ?? 0);
  } catch (error) {
    abortUnfinishedFiles();
    if (error instanceof CommanderError && error.exitCode === 0) Deno.exit(0);
    await failOpenRuns(Date.now());
    Deno.exit(report(error, stack));
  }
}

function commandOf(spec: TaskSpec): Command {
  const command = new Command(`deno task ${spec.name}`)
    .description(spec.summary)
    .option("--params <file>", "read params from this file, over params.yaml")
    .option("--set <key=value>", "set one param, e.g. --set train.trees=200 (repeatable)", collect)
    .option("--stack", "show the stack of an error")
    .helpOption("-h, --help", "show this help")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  if (spec.source) {
    command.option(
      "--source <url>",
      "where readings come from: simulate:?rows=&seed=, csv:PATH, sqlite:PATH?table=, mysql://user@host/db?table=",
    );
  }
  if (spec.workers) {
    command.option("--workers <count>", "threads to grow trees with (default: one a core)", wholeNumber);
  }
  spec.options?.(command);
  if (spec.help) command.addHelpText("after", `\n${spec.help}`);
  return command;
}

async function paramsFor(options: Record<string, unknown>): Promise<Params> {
  const overlay = options.params as string | undefined;
  const params = readParams({
    base: { file: paramsFile, text: await readText(paramsFile) },
    overlay: overlay !== undefined ? { file: overlay, text: await readText(overlay) } : undefined,
    sets: options.set as string[] | undefined,
  });
  // An empty --source, as of a variable that is not set, must not fall back to another source.
  return options.source !== undefined
    ? { ...params, ingest: { ...params.ingest, source: String(options.source) } }
    : params;
}

async function readText(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    throw new FaultlineError("INPUT_NOT_FOUND", `cannot read ${file}`, {
      cause,
      hint: file === paramsFile
        ? "run the task in the project's folder"
        : "check the path given with --params",
    });
  }
}

function report(error: unknown, stack: boolean): number {
  const excessHint = "every value belongs to an option, e.g. --source csv:readings.csv";
  const { text, exitCode } = failureReport(error, { stack, excessHint });
  console.error(text);
  return exitCode;
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

/** Reads a whole number of at least 1 from the command line. */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) < 1 || !Number.isSafeInteger(Number(value))) {
    throw new InvalidArgumentError("it must be a whole number of at least 1");
  }
  return Number(value);
}
