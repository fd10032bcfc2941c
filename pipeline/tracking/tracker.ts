import type { Log } from "../../lib/log.ts";
import { FaultlineError } from "../../lib/errors.ts";
import { createMlflowHttp, type MlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import { createRunFolder, type RunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import type { SentRun } from "../../lib/tracking/sent_run.ts";
import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";
import { trackingAddress } from "../../lib/tracking/tracking_address.ts";
import type { TaskContext } from "../stage.ts";
import { gitTags } from "./git_tags.ts";
import { runBegins, runEnds } from "./open_runs.ts";

/** Runs and what of them waits to be sent. */
export const trackingFolder = ".tracking";

/** What a task logs to, where `MLFLOW_TRACKING_URI` names a server. */
export interface Tracker {
  folder: RunFolder;
  http: MlflowHttp;
  /** Begins a run, nested in another where one is named. */
  begin(task: string, options?: { name?: string; parent?: TrackedRun }): TrackedRun;
  /** Goes on with the run that made a model, or begins one where it is not known. */
  ofModel(version: string, task: string): TrackedRun;
  /** Begins to send what a run has so far, and waits for nothing. */
  sendSoon(run: TrackedRun): void;
  /**
   * Ends a run and those nested in it, and sends what waits of them. A server that is away, or refuses, costs nobody the task: what it was to get
   * stays in `.tracking/`, and the line that is given says how to send it.
   */
  finish(run: TrackedRun, nested?: readonly TrackedRun[]): Promise<string>;
}

/**
 * The tracker that the environment names; null where `MLFLOW_TRACKING_URI` is unset, and then nothing is tried.
 *
 * @throws {FaultlineError} `TRACKING_ADDRESS` when it names no server.
 */
export function openTracker({ env, log }: Pick<TaskContext, "env" | "log">): Tracker | null {
  const address = trackingAddress(env);
  if (address === null) return null;
  // A task is not kept for long by a server that is away: what waits is not lost.
  const http = createMlflowHttp({ address, random: Math.random, log, attempts: 3, timeoutMs: 10_000 });
  const folder = createRunFolder(trackingFolder);
  const experiment = env("MLFLOW_EXPERIMENT_NAME") || "faultline";
  const user = env("USER");
  const sending = new Map<string, Promise<unknown>>();
  const tagging = gitTags();

  function begin(task: string, { name = task, parent }: { name?: string; parent?: TrackedRun } = {}) {
    const run = folder.begin(crypto.randomUUID(), {
      name,
      experiment,
      start_ms: Date.now(),
      parent: parent?.key,
      tags: {
        "mlflow.source.name": `deno task ${task}`,
        "mlflow.source.type": "LOCAL",
        ...(user ? { "mlflow.user": user } : {}),
        "deno.version": Deno.version.deno,
      },
    });
    runBegins(run, () => sendRun(folder, run.key, http, { log }));
    return run;
  }

  return {
    folder,
    http,
    begin,
    ofModel(version, task) {
      const known = folder.resumeModel(version);
      if (!known) {
        const run = begin(task);
        folder.rememberModel(version, run.key);
        return run;
      }
      runBegins(known, () => sendRun(folder, known.key, http, { log }));
      return known;
    },
    sendSoon(run) {
      const before = sending.get(run.key);
      const next = async () => {
        await before;
        await sendRun(folder, run.key, http, { log });
      };
      // What fails here is tried again, and told, when the run is finished.
      sending.set(run.key, next().catch(() => {}));
    },
    async finish(run, nested = []) {
      const runs = [run, ...nested], tags = await tagging;
      for (const one of runs) {
        one.tags(tags);
        one.end("FINISHED", Date.now());
        runEnds(one);
      }
      await sending.get(run.key);
      return await send({ folder, http, log }, runs.map(({ key }) => key));
    },
  };
}

/** Sends runs, the first before the others; where one cannot be sent, those behind it are not tried. */
async function send(
  { folder, http, log }: { folder: RunFolder; http: MlflowHttp; log: Log },
  [key, ...nested]: readonly string[],
): Promise<string> {
  try {
    const sent = await sendRun(folder, key, http, { log });
    for (const other of nested) await sendRun(folder, other, http, { log });
    return sentLine(sent);
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    log.warn({ code: error.code, run: key }, error.message);
    return `not sent (${error.message}); kept in ${trackingFolder}/: deno task track:replay sends it`;
  }
}

/** Where a run can be seen. */
export function sentLine({ url, artifacts }: SentRun): string {
  return artifacts === "off" ? `${url} (its files stay here: the server takes none)` : url;
}
