import { createHash } from "node:crypto";
import { decodeModel, modelVersion } from "../model/model_file.ts";
import { onnxFile } from "../onnx/onnx_file.ts";
import { inputColumns } from "./input_columns.ts";
import { type InputExample, inputExample } from "./input_example.ts";
import { mlModel } from "./ml_model.ts";
import type { ModelFiles } from "./model_files.ts";
import { pythonEnvironment } from "./python_environment.ts";

/** A model as a folder that MLflow takes. */
export interface ModelPackage {
  /** Bytes by path within the folder, `/` between folders; `MLmodel` is not among them. */
  files: Map<string, Uint8Array>;
  /** What `MLmodel` holds, as JSON, once `run_id` and `model_id` are added. */
  mlmodel: Record<string, unknown>;
  /** Readings that the model takes, as `input_example.json` holds them. */
  input_example: InputExample;
}

/** What a package is made with. */
export interface ModelPackageOptions {
  /** When it is made, in milliseconds since 1970. */
  createdMs: number;
}

/**
 * What a registered model consists of, so that Python's `mlflow.pyfunc.load_model` answers raw readings with
 * `probability` and `failure`: the model as ONNX, a loader for it (`code/`), what they need installed, an example of
 * what goes in, and below `faultline/` the model folder's own files, to the byte.
 *
 * The loader's module is named by its content: two models in one Python process share the names of modules, and each
 * must get its own loader. The same files and time give the same package.
 *
 * @param of The files of a model folder.
 * @throws {FaultlineError} `MODEL_TRUNCATED`, `MODEL_DAMAGED` or `MODEL_VERSION` when the model cannot be used.
 */
export async function modelPackage(
  of: ModelFiles,
  { createdMs }: ModelPackageOptions,
): Promise<ModelPackage> {
  const model = decodeModel(of.model, "model.safetensors");
  const version = modelVersion(of.model);
  const loader = await Deno.readFile(new URL("./faultline_loader.py", import.meta.url));
  const loaderModule = `faultline_loader_${createHash("sha256").update(loader).digest("hex").slice(0, 12)}`;
  const example = inputExample(inputColumns(model.header.recipe.feature_names));
  const texts = {
    ...pythonEnvironment(),
    "input_example.json": JSON.stringify(example),
    "serving_input_example.json": JSON.stringify({ dataframe_split: example }, null, 2),
  };
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>([
    ["model.onnx", onnxFile({ model, version })],
    [`code/${loaderModule}.py`, loader],
    ["faultline/model.safetensors", of.model],
    ["faultline/reference.arrow", of.reference],
    ["faultline/metrics.json", of.metrics],
    ...Object.entries(texts).map(([name, text]): [string, Uint8Array] => [name, encoder.encode(text)]),
  ]);
  const sizeBytes = files.values().reduce((total, { length }) => total + length, 0);
  const mlmodel = mlModel(model, { version, loaderModule, sizeBytes, createdMs });
  return { files, mlmodel, input_example: example };
}
