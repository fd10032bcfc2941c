import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { FaultlineError } from "../../../lib/errors.ts";
import { createMlflowHttp } from "../../../lib/tracking/mlflow_http.ts";
import { createRegistry } from "../../../lib/tracking/registry.ts";
import { createRunFolder } from "../../../lib/tracking/run_folder.ts";
import { sendRun } from "../../../lib/tracking/send_run.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { startOldServer } from "../../tracking/old_server.ts";
import { impatientClient } from "../../tracking/impatient_client.ts";
import { artifacts, modelFiles, modelVersion, sampleRun } from "../../tracking/sample_run.ts";

Deno.test("a server without logged models and data sets gets the model as files of its run", async () => {
  await using server = startOldServer({ registry: true });
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = sampleRun(folder, "old", "faultline");
  run.params({ long: "x".repeat(2_000) });
  const sent = await sendRun(folder, "old", impatientClient(server.uri));

  equal(server.runs.length, 1);
  const [stored] = server.runs;
  equal(stored.info.status, "FINISHED");
  equal(stored.params.get("train.trees"), "100");
  equal(stored.params.get("long")?.length, 500);
  match(stored.params.get("long")!, /x… \(cut\)$/);
  const [declared, ...more] = JSON.parse(stored.tags.get("mlflow.log-model.history")!);
  deepEqual(more, []);
  equal(declared.run_id, "run0");
  equal(declared.artifact_path, "model");
  const base = "0/run0/artifacts";
  for (const [path, bytes] of artifacts) deepEqual(server.files.get(`${base}/${path}`), bytes);
  for (const [path, bytes] of modelFiles) deepEqual(server.files.get(`${base}/model/${path}`), bytes);
  deepEqual(JSON.parse(new TextDecoder().decode(server.files.get(`${base}/model/MLmodel`))), declared);

  const { source, model_id } = sent.models.get(modelVersion)!;
  deepEqual([source, model_id], ["runs:/run0/model", null]);
  const registry = createRegistry(impatientClient(server.uri));
  const of = { name: "faultline", ...sent.models.get(modelVersion)!, run_id: sent.run_id, tags: {} };
  const version = await registry.createVersion(of);
  deepEqual([version.version, version.model_id, version.created_ms], ["1", null, 17]);
  equal((await registry.createVersion(of)).version, "1");
  equal(server.versions.length, 1);
  const bytes = await registry.readFile(version, "faultline/model.safetensors");
  deepEqual(bytes, modelFiles.get("faultline/model.safetensors"));
});

Deno.test("a model is declared once on a server without logged models, though its sending is cut", async () => {
  await using server = startOldServer({ registry: false });
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "old", "faultline");
  const failing: typeof fetch = (input, init) => {
    if (String(input).endsWith("runs/update")) return Promise.reject(new TypeError("cut"));
    return fetch(input, init);
  };
  const cut = createMlflowHttp({
    address: { uri: server.uri, authorization: null },
    random: () => 0,
    fetch: failing,
    attempts: 1,
  });
  const { statePath } = folder.place("old");
  await rejects(sendRun(folder, "old", cut), { code: "TRACKING_UNREACHABLE" });
  // As if the process had died before it noted that the model is there.
  const state = JSON.parse(await Deno.readTextFile(statePath));
  await Deno.writeTextFile(statePath, JSON.stringify({ ...state, done: [], models: {} }));
  await sendRun(folder, "old", impatientClient(server.uri));
  equal(JSON.parse(server.runs[0].tags.get("mlflow.log-model.history")!).length, 1);
});

Deno.test("a model judged again lies beside the first, which versions may be registered from", async () => {
  await using server = startOldServer({ registry: false });
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = sampleRun(folder, "old", "faultline");
  await sendRun(folder, "old", impatientClient(server.uri));
  const metrics = new TextEncoder().encode('{"again": 1}');
  const files = new Map([...modelFiles, ["faultline/metrics.json", metrics]]);
  const mlmodel = { flavors: {}, utc_time_created: "2026-01-02 03:04:05.000000" };
  for (let i = 0; i < 2; i++) {
    run.model({ name: "faultline", model_version: modelVersion, files, mlmodel, timestamp_ms: 1 });
    const sent = await sendRun(folder, "old", impatientClient(server.uri));
    const { source, content } = sent.models.get(modelVersion)!;
    equal(source, `runs:/run0/model-${content}`);
    const stored = (place: string) => server.files.get(`0/run0/artifacts/${place}/faultline/metrics.json`);
    deepEqual(stored("model"), modelFiles.get("faultline/metrics.json"));
    deepEqual(stored(`model-${content}`), metrics);
  }
  equal(JSON.parse(server.runs[0].tags.get("mlflow.log-model.history")!).length, 2);
});

Deno.test("a server without a registry keeps run and artifacts, and every call of the registry says it is absent", async () => {
  await using server = startOldServer({ registry: false });
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "old", "faultline");
  const sent = await sendRun(folder, "old", impatientClient(server.uri));
  equal(sent.artifacts, "stored");
  const registry = createRegistry(impatientClient(server.uri));
  const version = {
    name: "faultline",
    version: "1",
    run_id: null,
    source: "",
    model_id: null,
    tags: new Map<string, string>(),
    created_ms: 0,
  };
  const of = { name: "faultline", ...sent.models.get(modelVersion)!, run_id: sent.run_id, tags: {} };
  const calls = [
    () => registry.version({ name: "faultline", alias: "champion", version: null }),
    () => registry.versions("faultline"),
    () => registry.createVersion(of),
    () => registry.aliases("faultline"),
    () => registry.setAlias("faultline", "champion", "1"),
    () => registry.deleteAlias("faultline", "champion"),
    () => registry.tags("faultline"),
    () => registry.setTag("faultline", "a", "b"),
    () => registry.readFile(version, "faultline/metrics.json"),
  ];
  for (const call of calls) {
    await rejects(call, (error: FaultlineError) => {
      equal(error.code, "REGISTRY_ABSENT");
      equal(error.message, `the tracking server ${server.uri} has no model registry`);
      return true;
    });
  }
  ok(server.calls.length >= calls.length);
});
