import { type Log, silentLog } from "../log.ts";
import type { Batch } from "./batch_chunks.ts";
import { ensureRun } from "./ensure_run.ts";
import { lockRun } from "./lock_run.ts";
import { logBatch } from "./log_batch.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { isUnknownThing } from "./refusal.ts";
import type { RunFolder, RunPlace } from "./run_folder.ts";
import type { JournalEntry } from "./run_journal.ts";
import type { OperationOf, RunOperation } from "./run_operation.ts";
import { readRunState, type RunState, writeRunState } from "./run_state.ts";
import { sendArtifacts } from "./send_artifacts.ts";
import { sendDatasets } from "./send_datasets.ts";
import { sendModel } from "./send_model.ts";
import { type SentRun, sentRun } from "./sent_run.ts";

/**
 * Sends what of a run is not sent yet, and makes the run on the server when there is none. Waits while another process
 * sends it. After every step it is on disk what is sent, and a step may be done again: however it is cut, the next call
 * goes on from there, and nothing is on the server twice.
 *
 * @throws {FaultlineError} `TRACKING_UNREACHABLE` or `TRACKING_REFUSED`; the rest waits. `INPUT_NOT_FOUND` when there is
 * no such run.
 */
export async function sendRun(
  folder: RunFolder,
  key: string,
  http: MlflowHttp,
  { log = silentLog }: { log?: Log } = {},
): Promise<SentRun> {
  const place = folder.place(key);
  using _lock = await lockRun(place.lockPath);
  try {
    await sendWaiting(folder, key, http, log);
  } catch (error) {
    // A run that was sent once and is not known now went with the server's data: it is sent from the start.
    if (!isUnknownThing(error) || readRunState(place.statePath) === null) throw error;
    log.warn({ run: key }, "tracking: the server has lost the run, which is sent again");
    Deno.removeSync(place.statePath);
    await sendWaiting(folder, key, http, log);
  }
  return sentRun(folder, key)!;
}

async function sendWaiting(folder: RunFolder, key: string, http: MlflowHttp, log: Log): Promise<void> {
  const place = folder.place(key);
  const state = await ensureRun(folder, key, http);
  const { entries, end, torn } = place.journal.read();
  if (torn > 0) {
    log.warn({ run: key, lines: torn }, "tracking: the journal has lines that were never finished");
  }
  if (state.sent === end) return;
  const waiting = entries.filter(({ at }) => at >= state.sent && !state.done.includes(at));
  const of = <Kind extends RunOperation["op"]>(...kinds: Kind[]) =>
    waiting.filter(({ operation }) => (kinds as string[]).includes(operation.op)) as Entry<Kind>[];

  function done(sent: readonly JournalEntry[]) {
    if (sent.length === 0) return;
    state.done.push(...sent.map(({ at }) => at));
    writeRunState(place.statePath, state);
  }

  await allOf([
    async () => {
      const batch = of("params", "metrics", "tags");
      await logBatch(http, state.run_id, batchOf(batch, entries));
      done(batch);
    },
    async () => {
      const datasets = of("dataset");
      await sendDatasets(http, state.run_id, datasets.map(({ operation }) => operation));
      done(datasets);
    },
    () => sendFiles(http, state, { artifacts: of("artifact"), place, log, done }),
  ]);
  for (const entry of of("model")) {
    const { model_version } = entry.operation;
    const earlier = state.models[model_version];
    const source = await sendModel(http, state, entry.operation, place.files, earlier);
    if (source) state.models[model_version] = source;
    else sayOff(state, log);
    done([entry]);
  }
  await sendEnd(http, state, of("end"));
  state.sent = end;
  state.done = [];
  writeRunState(place.statePath, state);
  const isOver = entries.at(-1)!.operation.op === "end";
  if (isOver && state.artifacts !== "off") entries.flatMap(filesOf).forEach(place.files.remove);
}

interface Entry<Kind extends RunOperation["op"]> extends JournalEntry {
  operation: OperationOf<Kind>;
}

/** Runs all side by side, to their ends; then throws what the first that failed has thrown. */
async function allOf(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(steps.map((step) => step()));
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}

/** One batch of many operations: of tags the last value counts, of params the first that the journal ever had. */
function batchOf(waiting: readonly JournalEntry[], all: readonly JournalEntry[]): Batch {
  const first = new Map<string, string>();
  for (const { operation } of all) {
    if (operation.op !== "params") continue;
    for (const [key, value] of Object.entries(operation.values)) if (!first.has(key)) first.set(key, value);
  }
  const params = new Map<string, string>(), tags = new Map<string, string>();
  const metrics: Batch["metrics"] = [];
  for (const { operation } of waiting) {
    if (operation.op === "metrics") { for (const point of operation.points) metrics.push(point); }
    if (operation.op === "tags") {
      for (const [key, value] of Object.entries(operation.values)) tags.set(key, value);
    }
    if (operation.op === "params") {
      for (const key of Object.keys(operation.values)) params.set(key, first.get(key)!);
    }
  }
  const pairs = (map: Map<string, string>) => Array.from(map, ([key, value]) => ({ key, value }));
  return { params: pairs(params), tags: pairs(tags), metrics };
}

async function sendFiles(
  http: MlflowHttp,
  state: RunState,
  { artifacts, place, log, done }: {
    artifacts: readonly Entry<"artifact">[];
    place: RunPlace;
    log: Log;
    done: (sent: readonly JournalEntry[]) => void;
  },
): Promise<void> {
  if (artifacts.length === 0) return;
  const paths = new Set<string>();
  const all = artifacts.map(({ operation }) => operation.file);
  try {
    const sent = ({ path }: { path: string }) => void paths.add(path);
    const areTaken = await sendArtifacts(http, state.artifact_uri, all, { files: place.files, log, sent });
    if (!areTaken) {
      sayOff(state, log);
      return done(artifacts);
    }
    state.artifacts = "stored";
  } finally {
    done(artifacts.filter(({ at, operation }) => paths.has(operation.file.path) && !state.done.includes(at)));
  }
}

function sayOff(state: RunState, log: Log): void {
  if (state.artifacts !== "off") {
    log.warn({ artifact_uri: state.artifact_uri }, "tracking: the server takes no artifacts; they stay here");
  }
  state.artifacts = "off";
}

async function sendEnd(http: MlflowHttp, state: RunState, ends: readonly Entry<"end">[]): Promise<void> {
  const last = ends.at(-1)?.operation;
  if (last === undefined) return;
  await http.post("runs/update", { run_id: state.run_id, status: last.status, end_time: last.at_ms });
}

function filesOf({ operation }: JournalEntry) {
  if (operation.op === "artifact") return [operation.file];
  return operation.op === "model" ? operation.files : [];
}
