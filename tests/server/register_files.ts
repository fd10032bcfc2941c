import { createHash } from "node:crypto";
import { artifactPlace } from "../../lib/tracking/artifact_place.ts";
import type { MlflowHttp } from "../../lib/tracking/mlflow_http.ts";
import type { RegisteredVersion, Registry } from "../../lib/tracking/registry.ts";

/** A model folder's files by name. */
export type ModelFiles = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** What is registered where. */
export interface RegisterFilesOptions {
  http: MlflowHttp;
  registry: Registry;
  /** Of the registered model. */
  name: string;
  /** What is stored. */
  files: ModelFiles;
  /** What the tags say is stored (default: the same). */
  tagged?: ModelFiles;
}

/** Stores a model folder's files as a logged model of a run of its own, and registers that with their hashes. */
export async function registerFiles(options: RegisterFilesOptions): Promise<RegisteredVersion> {
  const { http, registry, name, files, tagged = files } = options;
  const start = { experiment_id: "0", start_time: 0 };
  const { run } = await http.post("runs/create", start) as { run: { info: { run_id: string } } };
  const { run_id } = run.info;
  const { model } = await http.post("logged-models", {
    ...{ experiment_id: "0", name, source_run_id: run_id },
  }) as { model: { info: { model_id: string; artifact_uri: string } } };
  const { model_id, artifact_uri } = model.info;
  const place = artifactPlace(artifact_uri, http.uri);
  for (const [file, bytes] of Object.entries(files)) {
    await http.putArtifact(`${place}/faultline/${file}`, bytes);
  }
  await http.patch(`logged-models/${model_id}`, { model_id, status: "LOGGED_MODEL_READY" });
  const hashes = Object.entries(tagged).map(([file, bytes]) => [`sha256/${file}`, sha256(bytes)]);
  const model_version = sha256(tagged["model.safetensors"]).slice(0, 12);
  const tags = { ...Object.fromEntries(hashes), model_version };
  return await registry.createVersion({ name, source: `models:/${model_id}`, model_id, run_id, tags });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
