import { FaultlineError } from "../errors.ts";
import { artifactStore } from "./artifact_store.ts";
import { inParallel } from "./in_parallel.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { RunFiles } from "./run_files.ts";
import type { OperationOf } from "./run_operation.ts";

/** Files sent at once. */
const atOnce = 6;

/**
 * Sends a model's files and its `MLmodel` to a folder of artifacts.
 *
 * @returns Whether the server takes artifacts.
 * @throws {FaultlineError} `INPUT_DAMAGED` when a file is no longer as it was kept: a model is sent whole or not at all.
 */
export async function sendModelFiles(
  http: MlflowHttp,
  folder: string,
  mlmodel: Record<string, unknown>,
  model: OperationOf<"model">,
  files: RunFiles,
): Promise<boolean> {
  const put = artifactStore(http, folder);
  // JSON is YAML too, which is what MLflow reads there. The first file shows whether any is taken.
  const text = new TextEncoder().encode(JSON.stringify(mlmodel, null, 2) + "\n");
  if (!await put("MLmodel", text)) return false;
  const taken = await inParallel(model.files, atOnce, async (kept) => {
    const bytes = await files.read(kept);
    if (bytes) return await put(kept.path, bytes);
    throw new FaultlineError(
      "INPUT_DAMAGED",
      `${kept.path} of model ${model.model_version} is gone or changed`,
      {
        hint: "train and register again: the run's copy of the model cannot be sent",
      },
    );
  });
  return taken.every((one) => one);
}
