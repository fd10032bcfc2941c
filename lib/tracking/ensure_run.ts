import { FaultlineError } from "../errors.ts";
import { findExperiment } from "./find_experiment.ts";
import { findRun } from "./find_run.ts";
import { lockRun } from "./lock_run.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { RunFolder } from "./run_folder.ts";
import type { OperationOf } from "./run_operation.ts";
import { readRunState, type RunState, writeRunState } from "./run_state.ts";

/**
 * A run's state on this server, where the run is made when there is none, its parent before it. The caller holds the
 * run's lock.
 */
export async function ensureRun(folder: RunFolder, key: string, http: MlflowHttp): Promise<RunState> {
  const { journal, statePath } = folder.place(key);
  const state = readRunState(statePath, http.uri);
  if (state) return state;
  const first = journal.read().entries.find(({ operation }) => operation.op === "begin");
  if (first === undefined) {
    throw new FaultlineError("INPUT_NOT_FOUND", `there is no run ${key} in ${folder.path}`, {
      hint: "deno task train begins one",
    });
  }
  const beginning = first.operation as OperationOf<"begin">;
  const experimentId = await findExperiment(http, beginning.experiment);
  const parentId = beginning.parent === null ? null : await parentRun(folder, beginning.parent, http);
  const info = await findRun(http, { key, experimentId, beginning, parentId });
  const fresh: RunState = {
    uri: http.uri,
    experiment_id: info.experiment_id,
    run_id: info.run_id,
    artifact_uri: info.artifact_uri,
    sent: 0,
    done: [],
    artifacts: "unknown",
    models: {},
  };
  writeRunState(statePath, fresh);
  return fresh;
}

/** The MLflow id of a run that others are nested in; null when it is not in the folder. */
async function parentRun(folder: RunFolder, key: string, http: MlflowHttp): Promise<string | null> {
  if (folder.resume(key) === null) return null;
  using _lock = await lockRun(folder.place(key).lockPath);
  return (await ensureRun(folder, key, http)).run_id;
}
