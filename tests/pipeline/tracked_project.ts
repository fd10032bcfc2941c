import { equal } from "node:assert/strict";
import { silentLog } from "../../lib/log.ts";
import type { ChampionState } from "../../lib/promotion/champion_state.ts";
import { createMlflowHttp, type MlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import { createRegistry, type Registry } from "../../lib/tracking/registry.ts";
import { type MlflowServer, startMlflow } from "../support/mlflow_server.ts";
import { copyProject, type Finished, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { noTable, quick } from "./small_run.ts";

/** Settings that make training and judging quick. */
export const settings = [...quick, ...noTable];

/** A copy of the project beside a tracking server of its own. */
export interface TrackedProject extends AsyncDisposable {
  project: TempFolder;
  mlflow: MlflowServer;
  http: MlflowHttp;
  registry: Registry;
  /** Runs a task that must end with this code; by default on the server. */
  run(task: readonly string[], exit?: number, env?: Record<string, string>): Promise<Finished>;
  /** Trains and judges another model on the same readings, tracked by nobody. */
  retrain(...sets: string[]): Promise<void>;
  /** What `deno task champion --json` says of a registered model. */
  state(name: string): Promise<ChampionState>;
}

/** A registered model of a test's own, in a server that all tests of a file share. */
export const named = (name: string) => ["--set", `register.name=${name}`];

/** Starts a tracking server, trains a model that nobody tracks, and registers it as `first`. */
export async function trackedProject(): Promise<TrackedProject> {
  const [project, mlflow] = await Promise.all([copyProject(), startMlflow()]);
  const address = { uri: mlflow.uri, authorization: null };
  const http = createMlflowHttp({ address, random: Math.random, log: silentLog });

  async function run(task: readonly string[], exit = 0, env: Record<string, string> = {
    MLFLOW_TRACKING_URI: mlflow.uri,
  }) {
    const finished = await runTask(task, { cwd: project.path, env });
    equal(finished.code, exit, `deno task ${task.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  }

  async function dispose() {
    await mlflow.stop();
    await project[Symbol.asyncDispose]();
  }

  try {
    await run(["train", "--source", "simulate:?rows=6000&seed=7", ...settings], 0, {});
    await run(["register", ...named("first")]);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    ...{ project, mlflow, http, run, registry: createRegistry(http), [Symbol.asyncDispose]: dispose },
    async retrain(...sets) {
      const all = [...settings, ...sets.flatMap((set) => ["--set", set])];
      await run(["stage:train", ...all], 0, {});
      await run(["stage:evaluate", ...all], 0, {});
    },
    state: async (name) => JSON.parse((await run(["champion", "--json", ...named(name)])).stdout),
  };
}
