import { deepEqual, equal, match } from "node:assert/strict";
import { fitSample } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { runScript } from "./mlflow_programs.ts";
import { packageOf, writePackage } from "./write_package.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

Deno.test("a package is what MLflow itself writes of the same model, and its own tools take it", async () => {
  const sets = ["transform.drop=[hdf,pwf,osf,rnf]", "train.trees=2", "validation.folds=2"];
  const { model } = await fitSample({ rows: 600, sets });
  const made = await packageOf(model);
  await using folder = await tempFolder();
  writePackage(folder.path, made);
  const told = await runScript<Record<string, Json>>(3, "mlflow_writes.py", { package: folder.path });

  const [ours, theirs] = told.MLmodel;
  // These are filled in by whoever registers the model.
  const left = ["run_id", "model_id", "artifact_path"];
  const keys = (of: Json) => Object.keys(of).filter((key) => !left.includes(key)).sort();
  deepEqual(keys(ours), keys(theirs));
  for (const key of ["signature", "saved_input_example_info", "mlflow_version", "prompts"]) {
    deepEqual(ours[key], theirs[key], key);
  }
  for (const key of ["is_signature_from_type_hint", "type_hint_from_example"]) {
    equal(ours[key], theirs[key], key);
  }
  match(ours.utc_time_created, /^2026-01-31 12:00:00\.000000$/);
  match(theirs.utc_time_created, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
  match(ours.model_uuid, /^[0-9a-f]{32}$/);
  match(theirs.model_uuid, /^[0-9a-f]{32}$/);
  const [our, their] = [ours, theirs].map(({ flavors }) => flavors.python_function);
  deepEqual(Object.keys(our).sort(), Object.keys(their).sort());
  for (const key of ["code", "env", "streamable"]) deepEqual(our[key], their[key], key);

  deepEqual(told.examples[0], told.examples[1]);
  deepEqual(told["serving examples"][0], told["serving examples"][1]);
  deepEqual(told.requirements[0], told.requirements[1]);
  const [env, theirEnv] = told.python_env;
  deepEqual(Object.keys(env).sort(), Object.keys(theirEnv).sort());
  deepEqual(env.dependencies, theirEnv.dependencies);
  const packageName = (pin: string) => pin.replace(/[=<>].*/, "");
  deepEqual(env.build_dependencies, theirEnv.build_dependencies.map(packageName));
  const [conda, theirConda] = told.conda;
  deepEqual([conda.name, conda.channels], [theirConda.name, theirConda.channels]);
  deepEqual(conda.dependencies.at(-1), theirConda.dependencies.at(-1));
  deepEqual(
    conda.dependencies.slice(0, -1).map(packageName),
    theirConda.dependencies.slice(0, -1).map(packageName),
  );

  equal(told.served, true);
  equal(told.dependencies, new TextDecoder().decode(made.files.get("requirements.txt")));
  deepEqual(told.onnx, made.input_example.columns);
  deepEqual(told.onnx.at(-1), "twf");
});
