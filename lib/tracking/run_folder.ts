import { join } from "node:path";
import { writeFileAtomic } from "../table/atomic_file.ts";
import { createRunFiles, type RunFiles } from "./run_files.ts";
import { createRunJournal, type RunJournal } from "./run_journal.ts";
import { readRunState } from "./run_state.ts";
import { createTrackedRun, tagTexts, type TrackedRun } from "./tracked_run.ts";

/** How a run begins. */
export interface RunBeginning {
  /** What people call it. */
  name: string;
  /** The experiment it belongs to; made when there is none. */
  experiment: string;
  /** Milliseconds since the epoch. */
  start_ms: number;
  /** Key of the run that this one is nested in. */
  parent?: string;
  /** E.g. `mlflow.user`, `mlflow.source.name`, `mlflow.source.git.commit`. */
  tags?: Record<string, string>;
}

/** What is on disk of one run. */
export interface RunPlace {
  journal: RunJournal;
  files: RunFiles;
  /** Path of `state.json`. */
  statePath: string;
  /** Path of the file that a sender locks. */
  lockPath: string;
}

/** A folder of runs and what of them is sent: `.tracking/`. */
export interface RunFolder {
  readonly path: string;
  /** Begins a run, or goes on with the one that has this key. */
  begin(key: string, beginning: RunBeginning): TrackedRun;
  /** Goes on with a run; null when there is none. */
  resume(key: string): TrackedRun | null;
  /** Notes which run made a model, by the model's version of 12 hex digits. */
  rememberModel(modelVersion: string, key: string): void;
  /** Goes on with the run that made a model; null when it is not known. */
  resumeModel(modelVersion: string): TrackedRun | null;
  /** Keys of all runs, in the order in which they were begun. */
  keys(): string[];
  /** Keys of the runs of which something waits to be sent, in the order in which they were begun. */
  unsent(): string[];
  /** Where a run's files are. */
  place(key: string): RunPlace;
}

/**
 * The runs in a folder, which need not be there yet. Several processes may write to it at once.
 *
 * @example
 * ```ts
 * import { deepEqual, equal } from "node:assert/strict";
 * const folder = createRunFolder(Deno.makeTempDirSync());
 * const run = folder.begin("0197", { name: "train", experiment: "faultline", start_ms: 0 });
 * run.params({ "train.trees": 100 });
 * run.metrics({ "test.f1": 0.87 }, { timestamp_ms: 1_000 });
 * deepEqual(folder.unsent(), ["0197"]);
 * folder.rememberModel("0123456789ab", run.key);
 * equal(folder.resumeModel("0123456789ab")?.key, "0197");
 * Deno.removeSync(folder.path, { recursive: true });
 * ```
 */
export function createRunFolder(path: string): RunFolder {
  const folder: RunFolder = {
    path,
    begin(key, { name, experiment, start_ms, parent = null, tags = {} }) {
      const run = folder.resume(key);
      if (run) return run;
      const { journal, files } = folder.place(key);
      journal.append({
        op: "begin",
        name,
        experiment,
        start_ms: Math.round(start_ms),
        parent,
        tags: tagTexts(tags),
      });
      return createTrackedRun(key, journal, files);
    },
    resume(key) {
      const { journal, files } = folder.place(key);
      return startOf(journal) === undefined ? null : createTrackedRun(key, journal, files);
    },
    rememberModel(modelVersion, key) {
      writeFileAtomic(join(path, "models", checked(modelVersion)), checked(key) + "\n");
    },
    resumeModel(modelVersion) {
      const key = readIfPresent(join(path, "models", checked(modelVersion)))?.trim();
      return key === undefined ? null : folder.resume(key);
    },
    keys() {
      return foldersIn(join(path, "runs"))
        .flatMap((key) => {
          const start = startOf(folder.place(key).journal);
          return start === undefined ? [] : [{ key, start }];
        })
        .sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1))
        .map(({ key }) => key);
    },
    unsent() {
      return folder.keys().filter((key) => {
        const { journal, statePath } = folder.place(key);
        return (readRunState(statePath)?.sent ?? 0) < journal.read().end;
      });
    },
    place(key) {
      const place = join(path, "runs", checked(key));
      return {
        journal: createRunJournal(join(place, "ops.jsonl")),
        files: createRunFiles(join(place, "files")),
        statePath: join(place, "state.json"),
        lockPath: join(place, "lock"),
      };
    },
  };
  return folder;
}

/** Keys become names of folders, and parts of MLflow's search expressions. */
function checked(key: string): string {
  if (/^\w[\w.-]{0,99}$/.test(key)) return key;
  throw new TypeError(`Cannot use ${JSON.stringify(key)} as a key: it must be 1 to 100 of A-Z a-z 0-9 _ . -`);
}

/** When a run began; undefined when there is no such run. */
function startOf(journal: RunJournal): number | undefined {
  const first = journal.read().entries.find(({ operation }) => operation.op === "begin");
  return first?.operation.op === "begin" ? first.operation.start_ms : undefined;
}

function foldersIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
