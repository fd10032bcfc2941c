import type { MlflowServer } from "../support/mlflow_server.ts";

// deno-lint-ignore no-explicit-any -- what the server says is looked at, not used
type Json = any;

/** Asks an MLflow server what it has, without a line of ours. */
export async function ask(
  server: MlflowServer,
  method: "GET" | "POST",
  path: string,
  body?: unknown,
): Promise<Json> {
  const response = await fetch(`http://127.0.0.1:${server.serverPort}/api/2.0/mlflow/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

/** All runs of an experiment, by the key they were sent under. */
export async function storedRuns(server: MlflowServer, experiment: string): Promise<Json[]> {
  const name = encodeURIComponent(experiment);
  const found = await ask(server, "GET", `experiments/get-by-name?experiment_name=${name}`);
  const experiment_ids = [found.experiment.experiment_id];
  return (await ask(server, "POST", "runs/search", { experiment_ids, max_results: 1000 })).runs ?? [];
}

/** All logged models of an experiment. */
export async function storedModels(server: MlflowServer, experimentId: string): Promise<Json[]> {
  const search = { experiment_ids: [experimentId], max_results: 50 };
  return (await ask(server, "POST", "logged-models/search", search)).models ?? [];
}

/** Every value that a metric ever had. */
export async function metricHistory(server: MlflowServer, runId: string, key: string): Promise<Json[]> {
  const path = `metrics/get-history?run_id=${runId}&metric_key=${encodeURIComponent(key)}`;
  return (await ask(server, "GET", path)).metrics ?? [];
}
