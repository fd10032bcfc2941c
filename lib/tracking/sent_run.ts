import type { ModelSource } from "./model_source.ts";
import type { RunFolder } from "./run_folder.ts";
import { readRunState } from "./run_state.ts";

/** A run as the server has it. */
export interface SentRun {
  key: string;
  /** The server's address. */
  uri: string;
  experiment_id: string;
  /** MLflow's id of the run. */
  run_id: string;
  /** The run's page. */
  url: string;
  /** Whether the server takes artifacts; `unknown` before the first. */
  artifacts: "unknown" | "stored" | "off";
  /** Where versions can be registered from, by model version. */
  models: ReadonlyMap<string, ModelSource>;
}

/** What of a run was sent, without asking the server; null when it never was. */
export function sentRun(folder: RunFolder, key: string): SentRun | null {
  const state = readRunState(folder.place(key).statePath);
  if (state === null) return null;
  const { uri, experiment_id, run_id, artifacts } = state;
  return {
    key,
    uri,
    experiment_id,
    run_id,
    url: `${uri}/#/experiments/${experiment_id}/runs/${run_id}`,
    artifacts,
    models: new Map(Object.entries(state.models)),
  };
}
