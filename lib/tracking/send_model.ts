import type { z } from "zod";
import { logBatch } from "./log_batch.ts";
import { loggedModelAnswer, loggedModelsAnswer, runAnswer } from "./mlflow_answers.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import { readAnswer } from "./read_answer.ts";
import { isAbsentEndpoint, refusalOf } from "./refusal.ts";
import type { RunFiles } from "./run_files.ts";
import type { MetricPoint, OperationOf } from "./run_operation.ts";
import { sendModelFiles } from "./send_model_files.ts";
import { modelContent } from "./model_content.ts";
import type { ModelRun, ModelSource } from "./model_source.ts";
import { sendRunModel } from "./send_run_model.ts";

/** Params that `logged-models` takes at once. */
const paramsAtOnce = 100;
const versionTag = "faultline.model_version";
const contentTag = "faultline.model_content";

/**
 * Sends a model: as a logged model with its files, linked to its run, ready; on a server without logged models as files
 * of the run. What an earlier attempt made is found and completed.
 *
 * @param earlier What was sent of the same model version before; the same files are not sent again.
 * @returns null when the server takes no artifacts.
 */
export async function sendModel(
  http: MlflowHttp,
  run: ModelRun,
  model: OperationOf<"model">,
  files: RunFiles,
  earlier?: ModelSource,
): Promise<ModelSource | null> {
  const content = modelContent(model);
  if (earlier?.content === content) return earlier;
  let logged: LoggedModel;
  try {
    logged = await findLoggedModel(http, run, model);
  } catch (error) {
    if (!isAbsentEndpoint(error)) throw error;
    // A folder that versions are registered from is left as it is.
    const path = earlier === undefined ? "model" : `model-${content}`;
    return await sendRunModel(http, run, model, { files, path, content });
  }
  const { model_id, artifact_uri, status } = logged.info;
  const source = { source: `models:/${model_id}`, model_id, content };
  if (status === "LOGGED_MODEL_READY") return source;
  const mlmodel = { ...model.mlmodel, run_id: run.run_id, model_id, artifact_path: artifact_uri };
  if (!await sendModelFiles(http, artifact_uri, mlmodel, model, files)) return null;
  await Promise.all([
    sendParams(http, model_id, model),
    link(http, run.run_id, model_id),
    logBatch(http, run.run_id, { params: [], tags: [], metrics: modelMetrics(model.metrics, model_id) }),
  ]);
  // Ready last: who loads it finds all of it.
  await http.patch(`logged-models/${model_id}`, { model_id, status: "LOGGED_MODEL_READY" });
  return source;
}

type LoggedModel = z.infer<typeof loggedModelAnswer>["model"];

async function findLoggedModel(
  http: MlflowHttp,
  { run_id, experiment_id }: ModelRun,
  model: OperationOf<"model">,
): Promise<LoggedModel> {
  const { name, model_version, params } = model;
  const content = modelContent(model);
  const search = { experiment_ids: [experiment_id], filter: `source_run_id = '${run_id}'` };
  const find = async () => {
    const answer = await http.post("logged-models/search", search);
    return readAnswer(loggedModelsAnswer, answer, "logged-models/search").models
      .filter(({ info }) => info.tags.some(({ key, value }) => key === contentTag && value === content))
      .sort((a, b) => (a.info.model_id < b.info.model_id ? -1 : 1))[0] as LoggedModel | undefined;
  };
  const existing = await find();
  if (existing) return existing;
  const body = {
    experiment_id,
    name,
    source_run_id: run_id,
    params: pairs(params).slice(0, paramsAtOnce),
    tags: [{ key: versionTag, value: model_version }, { key: contentTag, value: content }],
  };
  const made = await http.postOnce("logged-models", body, find);
  return "answer" in made ? readAnswer(loggedModelAnswer, made.answer, "logged-models").model : made;
}

async function sendParams(http: MlflowHttp, modelId: string, model: OperationOf<"model">): Promise<void> {
  const all = pairs(model.params);
  for (let at = paramsAtOnce; at < all.length; at += paramsAtOnce) {
    await http.post(`logged-models/${modelId}/params`, {
      model_id: modelId,
      params: all.slice(at, at + paramsAtOnce),
    });
  }
}

/** A link that is there already is refused in words of the server's database. */
async function link(http: MlflowHttp, runId: string, modelId: string): Promise<void> {
  try {
    await http.post("runs/outputs", { run_id: runId, models: [{ model_id: modelId, step: 0 }] });
  } catch (error) {
    const isRefused = refusalOf(error) !== null;
    if (!isRefused || !await isLinked(http, runId, modelId)) throw error;
  }
}

async function isLinked(http: MlflowHttp, runId: string, modelId: string): Promise<boolean> {
  const { run } = readAnswer(runAnswer, await http.get("runs/get", { run_id: runId }), "runs/get");
  return run.outputs.model_outputs.some(({ model_id }) => model_id === modelId);
}

function modelMetrics(points: readonly MetricPoint[], modelId: string): MetricPoint[] {
  return points.map((point) => ({ ...point, model_id: modelId }));
}

function pairs(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
