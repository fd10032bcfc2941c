import { join } from "node:path";
import { FaultlineError } from "../errors.ts";
import type { Model } from "./model.ts";
import { decodeModel, modelVersion } from "./model_file.ts";

/** A model and its version, as a model folder holds it. */
export interface LoadedModel {
  model: Model;
  version: string;
}

/**
 * Loads `model.safetensors` from a model folder.
 *
 * @throws {FaultlineError} `MODEL_NOT_FOUND` when there is none; `MODEL_TRUNCATED`, `MODEL_DAMAGED` or
 * `MODEL_VERSION` when it cannot be used.
 */
export async function loadModel(folder: string): Promise<LoadedModel> {
  const path = join(folder, "model.safetensors");
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    throw new FaultlineError("MODEL_NOT_FOUND", `there is no model at ${path}`, {
      cause,
      hint: "train one with deno task train, or name another folder",
    });
  }
  return { model: decodeModel(bytes, path), version: modelVersion(bytes) };
}
