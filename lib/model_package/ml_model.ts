import { createHash } from "node:crypto";
import type { Model } from "../model/model.ts";
import { inputColumns } from "./input_columns.ts";
import { pythonVersion } from "./python_environment.ts";

/** The MLflow whose way of writing models is followed. */
const mlflowVersion = "3.17.2";
/** The first ONNX that has everything our files use. */
const onnxVersion = "1.16.0";

/** What `MLmodel` says of a package beside the model itself. */
export interface MlModelOptions {
  /** The model's version, 12 hex digits. */
  version: string;
  /** The loader's module, without `.py`. */
  loaderModule: string;
  /** All other files together, in bytes. */
  sizeBytes: number;
  /** When the package was made, in milliseconds since 1970. */
  createdMs: number;
}

/**
 * What the file `MLmodel` holds: how MLflow loads the model, what goes in and what comes out. JSON, which MLflow's YAML
 * reader takes too. `run_id` and `model_id` are left to whoever registers the model.
 *
 * Every input is of type `any`, the loader checks them all. MLflow lets no int64 column into a `double`, which is what
 * `read_csv` makes of speed and wear. And it must be every one: MLflow before 3.17 gives `any` columns a new index but
 * keeps that of others, and then pairs them by index, so that rows of a shuffled frame would get each other's values.
 */
export function mlModel({ header }: Model, options: MlModelOptions): Record<string, unknown> {
  const { version, loaderModule, sizeBytes, createdMs } = options;
  const { name, recipe, threshold, data } = header;
  const column = (type: string) => (name: string) => ({ type, name, required: true });
  const inputs = inputColumns(recipe.feature_names).map(column("any"));
  const outputs = [column("double")("probability"), column("boolean")("failure")];
  const metadata = { name, model_version: version, threshold: threshold.probability, data_hash: data.hash };
  return {
    flavors: {
      onnx: {
        code: null,
        data: "model.onnx",
        onnx_session_options: { intra_op_num_threads: 1, inter_op_num_threads: 1 },
        onnx_version: onnxVersion,
        providers: ["CPUExecutionProvider"],
      },
      python_function: {
        code: "code",
        data: "model.onnx",
        env: { conda: "conda.yaml", virtualenv: "python_env.yaml" },
        loader_module: loaderModule,
        python_version: pythonVersion,
        streamable: false,
      },
    },
    is_signature_from_type_hint: false,
    metadata,
    mlflow_version: mlflowVersion,
    model_size_bytes: sizeBytes,
    model_uuid: createHash("sha256").update(JSON.stringify([metadata, createdMs])).digest("hex").slice(0, 32),
    prompts: null,
    saved_input_example_info: {
      artifact_path: "input_example.json",
      pandas_orient: "split",
      serving_input_path: "serving_input_example.json",
      type: "dataframe",
    },
    signature: { inputs: JSON.stringify(inputs), outputs: JSON.stringify(outputs), params: null },
    type_hint_from_example: false,
    utc_time_created: pythonTime(createdMs),
  };
}

/** A time as Python's `str(datetime)` writes it, in UTC. */
function pythonTime(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "000");
}
