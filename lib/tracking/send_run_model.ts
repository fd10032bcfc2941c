import { z } from "zod";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { ModelRun, ModelSource } from "./model_source.ts";
import { readAnswer } from "./read_answer.ts";
import { isAbsentEndpoint } from "./refusal.ts";
import type { RunFiles } from "./run_files.ts";
import type { OperationOf } from "./run_operation.ts";
import { sendModelFiles } from "./send_model_files.ts";

const historyTag = "mlflow.log-model.history";

const runTagsAnswer = z.object({
  run: z.object({
    data: z.object({ tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]) }),
  }),
});

/**
 * Sends a model the way that servers before MLflow 3 know: as files below the run's `model/` (or `path`), which
 * `runs/log-model`
 * declares a model.
 *
 * @returns null when the server takes no artifacts.
 */
export async function sendRunModel(
  http: MlflowHttp,
  run: ModelRun,
  model: OperationOf<"model">,
  { files, path, content }: { files: RunFiles; path: string; content: string },
): Promise<ModelSource | null> {
  const mlmodel = { ...model.mlmodel, run_id: run.run_id, artifact_path: path };
  if (!await sendModelFiles(http, `${run.artifact_uri}/${path}`, mlmodel, model, files)) return null;
  if (!await isDeclared(http, run.run_id, path)) {
    try {
      await http.post("runs/log-model", { run_id: run.run_id, model_json: JSON.stringify(mlmodel) });
    } catch (error) {
      // The files are what counts; the declaration is for the server's pages.
      if (!isAbsentEndpoint(error)) throw error;
    }
  }
  return { source: `runs:/${run.run_id}/${path}`, model_id: null, content };
}

/** The server notes a declaration as often as it is made. */
async function isDeclared(http: MlflowHttp, runId: string, path: string): Promise<boolean> {
  const answer = await http.get("runs/get", { run_id: runId });
  const { run } = readAnswer(runTagsAnswer, answer, "runs/get");
  const history = run.data.tags.find(({ key }) => key === historyTag)?.value ?? "";
  return history.includes(`"${path}"`);
}
