import { deepEqual, equal } from "node:assert/strict";
import type { MlflowServer } from "../support/mlflow_server.ts";
import { artifacts, modelFiles } from "./sample_run.ts";
import { ask, metricHistory, storedModels, storedRuns } from "./stored_runs.ts";

/** Whatever came in between, the server has each thing of the sample's run once. */
export async function isThereOnce(server: MlflowServer, experiment: string, key: string): Promise<void> {
  const runs = (await storedRuns(server, experiment)).filter(({ data }) =>
    data.tags.some((tag: { key: string; value: string }) =>
      tag.key === "faultline.run_key" && tag.value === key
    )
  );
  equal(runs.length, 1, `runs of ${key}`);
  const { info } = runs[0];
  equal(info.status, "FINISHED");
  equal(
    (await metricHistory(server, info.run_id, "oob.average_precision")).length,
    3,
    `metric values of ${key}`,
  );
  equal((await metricHistory(server, info.run_id, "test.nothing")).length, 1, `NaNs of ${key}`);
  equal((await metricHistory(server, info.run_id, "test.f1")).length, 1);
  const { run } = await ask(server, "GET", `runs/get?run_id=${info.run_id}`);
  equal(run.data.params.length, 4);
  equal(run.inputs.dataset_inputs.length, 1);
  equal(run.outputs.model_outputs.length, 1, `links of ${key}`);
  const models = (await storedModels(server, info.experiment_id))
    .filter((model) => model.info.source_run_id === info.run_id);
  equal(models.length, 1, `models of ${key}`);
  equal(models[0].info.status, "LOGGED_MODEL_READY");
  const base = `${server.artifactFolder}/${info.experiment_id}`;
  for (const [path, bytes] of artifacts) {
    deepEqual(await Deno.readFile(`${base}/${info.run_id}/artifacts/${path}`), bytes);
  }
  for (const [path, bytes] of modelFiles) {
    deepEqual(await Deno.readFile(`${base}/models/${models[0].info.model_id}/artifacts/${path}`), bytes);
  }
}
