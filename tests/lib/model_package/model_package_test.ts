import { deepEqual, equal, match, notDeepEqual, notEqual, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { encodeModel, modelVersion } from "../../../lib/model/model_file.ts";
import type { Model } from "../../../lib/model/model.ts";
import { modelPackage } from "../../../lib/model_package/model_package.ts";
import { onnxFile } from "../../../lib/onnx/onnx_file.ts";
import { smallModel } from "../model/sample_model.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const createdMs = Date.UTC(2026, 0, 31, 12, 34, 56, 789);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const filesOf = (model: Model) => ({
  model: encodeModel(model),
  reference: Uint8Array.of(1, 2, 3),
  metrics: Uint8Array.of(4, 5),
});

function withFeatures(...feature_names: string[]): Model {
  const model = smallModel();
  return { ...model, header: { ...model.header, recipe: { ...model.header.recipe, feature_names } } };
}

Deno.test("a package holds the model as ONNX, its loader, what they need, examples, and our own files to the byte", async () => {
  const of = filesOf(smallModel());
  const { files } = await modelPackage(of, { createdMs });
  const loader = [...files.keys()].find((path) => path.startsWith("code/"))!;
  deepEqual([...files.keys()].sort(), [
    loader,
    "conda.yaml",
    "faultline/metrics.json",
    "faultline/model.safetensors",
    "faultline/reference.arrow",
    "input_example.json",
    "model.onnx",
    "python_env.yaml",
    "requirements.txt",
    "serving_input_example.json",
  ]);
  deepEqual(files.get("faultline/model.safetensors"), of.model);
  deepEqual(files.get("faultline/reference.arrow"), of.reference);
  deepEqual(files.get("faultline/metrics.json"), of.metrics);
  deepEqual(files.get("model.onnx"), onnxFile({ model: smallModel(), version: modelVersion(of.model) }));
});

Deno.test("the loader's module is named by the hash of its text, and MLmodel names it", async () => {
  const { files, mlmodel } = await modelPackage(filesOf(smallModel()), { createdMs });
  const [path, bytes] = [...files].find(([path]) => path.startsWith("code/"))!;
  const module = `faultline_loader_${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}`;
  equal(path, `code/${module}.py`);
  equal((mlmodel as Json).flavors.python_function.loader_module, module);
  match(text(bytes), /^def _load_pyfunc\(path\):$/m);
});

Deno.test("the same files and time give the same package to the byte; another model or time another MLmodel", async () => {
  const once = await modelPackage(filesOf(smallModel()), { createdMs });
  const again = await modelPackage(filesOf(smallModel()), { createdMs });
  deepEqual(again, once);
  equal(JSON.stringify(again.mlmodel), JSON.stringify(once.mlmodel));

  const later = await modelPackage(filesOf(smallModel()), { createdMs: createdMs + 1 });
  deepEqual(later.files, once.files);
  notEqual(later.mlmodel.model_uuid, once.mlmodel.model_uuid);
  equal(later.mlmodel.utc_time_created, "2026-01-31 12:34:56.790000");
  const other = await modelPackage(filesOf(withFeatures("torque_nm", "air_temperature_k")), { createdMs });
  notEqual(other.mlmodel.model_uuid, once.mlmodel.model_uuid);
  notDeepEqual(other.files.get("model.onnx"), once.files.get("model.onnx"));
});

Deno.test("MLmodel tells MLflow what goes in and out, and leaves run and model id to who registers it", async () => {
  const of = filesOf(smallModel());
  const { files, mlmodel } = await modelPackage(of, { createdMs }) as
    & { files: Map<string, Uint8Array> }
    & Json;
  equal("run_id" in mlmodel || "model_id" in mlmodel, false);
  equal(mlmodel.utc_time_created, "2026-01-31 12:34:56.789000");
  // Were one of them of a plain type, MLflow before 3.17 would pair the columns of a shuffled frame by index.
  deepEqual(
    JSON.parse(mlmodel.signature.inputs),
    ["type", ...sensorColumns].map((name) => ({ type: "any", name, required: true })),
  );
  deepEqual(JSON.parse(mlmodel.signature.outputs), [
    { type: "double", name: "probability", required: true },
    { type: "boolean", name: "failure", required: true },
  ]);
  deepEqual(mlmodel.metadata, {
    name: "small",
    model_version: modelVersion(of.model),
    threshold: 0.5,
    data_hash: "0".repeat(64),
  });
  equal(mlmodel.model_size_bytes, [...files.values()].reduce((total, { length }) => total + length, 0));
  equal(mlmodel.flavors.onnx.data, "model.onnx");
  equal(mlmodel.flavors.python_function.data, "model.onnx");
});

Deno.test("a failure mode among the features goes in beside the contract's columns", async () => {
  const { files, mlmodel, input_example } = await modelPackage(
    filesOf(withFeatures("twf", "power_w")),
    { createdMs },
  );
  const columns = ["type", ...sensorColumns, "twf"];
  const { inputs } = mlmodel.signature as Json;
  deepEqual(JSON.parse(inputs).map(({ name }: Json) => name), columns);
  deepEqual(input_example.columns, columns);
  deepEqual(input_example.data.map((row) => row.length), [7, 7]);
  deepEqual(JSON.parse(text(files.get("input_example.json"))), input_example);
  deepEqual(JSON.parse(text(files.get("serving_input_example.json"))), { dataframe_split: input_example });
});

Deno.test("a damaged model is refused and never packaged", async () => {
  const of = filesOf(smallModel());
  const codes = { MODEL_TRUNCATED: of.model.slice(0, -8), MODEL_DAMAGED: of.model.with(-1, 7) };
  for (const [code, model] of Object.entries(codes)) {
    await rejects(modelPackage({ ...of, model }, { createdMs }), (error: FaultlineError) => {
      equal(error.code, code);
      match(error.message, /model\.safetensors/);
      return true;
    });
  }
});
