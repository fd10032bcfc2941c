import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createLog } from "../../lib/log.ts";
import { createRunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import { trackingAddress } from "../../lib/tracking/tracking_address.ts";
import { runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { impatientClient } from "./impatient_client.ts";
import { mlflowWithFront } from "./mlflow_with_front.ts";
import { isThereOnce } from "./is_there_once.ts";
import { artifacts, modelFiles, modelVersion, sampleRun, startMs } from "./sample_run.ts";
import { ask, storedModels, storedRuns } from "./stored_runs.ts";

const { server, front } = await mlflowWithFront();

/** What Python's own client says of a run. */
const readBack = `
import json, sys
from mlflow import MlflowClient
client = MlflowClient()
run = client.get_run(sys.argv[1])
def artifacts(path=None):
    for entry in client.list_artifacts(run.info.run_id, path):
        yield from artifacts(entry.path) if entry.is_dir else [entry.path]
model = client.get_logged_model(run.outputs.model_outputs[0].model_id)
import mlflow
print(json.dumps({
    "name": run.info.run_name, "status": run.info.status, "start": run.info.start_time, "end": run.info.end_time,
    "params": run.data.params, "tags": run.data.tags,
    "nothing": str(run.data.metrics["test.nothing"]), "f1": run.data.metrics["test.f1"],
    "oob": [[m.step, m.value, m.timestamp] for m in client.get_metric_history(run.info.run_id, "oob.average_precision")],
    "datasets": [[d.dataset.name, d.dataset.digest, d.dataset.profile, d.dataset.source, [t.value for t in d.tags]]
                 for d in run.inputs.dataset_inputs],
    "artifacts": sorted(artifacts()),
    "report": mlflow.artifacts.load_text(run.info.artifact_uri + "/reports/metrics_report.txt"),
    "models": len(run.outputs.model_outputs),
    "model": [model.name, str(model.status), model.source_run_id, model.params, [[m.key, m.value] for m in model.metrics]],
    "mlmodel": json.loads(mlflow.artifacts.load_text(model.artifact_location + "/MLmodel")),
    "ours": mlflow.artifacts.load_text(model.artifact_location + "/faultline/model.safetensors"),
}))
`;

Deno.test("Python's client reads back all that was logged", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.file(".tracking"));
  sampleRun(folder, "whole", "read back");
  const sent = await sendRun(folder, "whole", impatientClient(server.uri));
  deepEqual(folder.unsent(), []);
  deepEqual([...Deno.readDirSync(temp.file(".tracking/runs/whole/files"))], [], "what is sent is not kept");

  const { code, stdout, stderr } = await runProgram(server.python, ["-c", readBack, sent.run_id], {
    cwd: temp.path,
    env: { MLFLOW_TRACKING_URI: server.uri, MLFLOW_DISABLE_TELEMETRY: "true" },
  });
  equal(code, 0, stderr);
  const seen = JSON.parse(stdout);
  const { model_id } = sent.models.get(modelVersion)!;
  deepEqual([seen.name, seen.status, seen.start, seen.end], [
    "train whole",
    "FINISHED",
    startMs,
    startMs + 60_000,
  ]);
  deepEqual(seen.params, {
    "train.trees": "100",
    "train.max_depth": "null",
    "outliers.keep_signal": "true",
    "columns_UDI_": "id",
  });
  equal(seen.tags.data_hash, "abc");
  equal(seen.tags["mlflow.user"], "ann");
  equal(seen.tags["faultline.run_key"], "whole");
  equal(seen.f1, 0.875);
  equal(seen.nothing, "nan");
  deepEqual(seen.oob, [[10, 0.1, startMs + 10], [20, 0.2, startMs + 20], [30, 0.3, startMs + 30]]);
  deepEqual(seen.datasets, [
    ["readings", "f00dcafe", '{"num_rows":10000}', '{"uri":"data/raw/readings.csv"}', ["training"]],
  ]);
  deepEqual(seen.artifacts, [...artifacts.keys()].sort());
  equal(seen.report, "F1 0.87\n");
  equal(seen.models, 1);
  deepEqual(seen.model, ["faultline", "READY", sent.run_id, { trees: "100" }, [["test.f1", 0.875]]]);
  equal(seen.mlmodel.run_id, sent.run_id);
  equal(seen.mlmodel.model_id, model_id);
  deepEqual(seen.mlmodel.flavors, { python_function: { loader_module: "none" } });
  equal(seen.ours, "the model");
});

Deno.test("a run grows after it was sent: another command goes on with the run that made the model", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "grown", "grown");
  folder.rememberModel(modelVersion, "grown");
  const first = await sendRun(folder, "grown", impatientClient(server.uri));

  const run = createRunFolder(temp.path).resumeModel(modelVersion)!;
  equal(run.key, "grown");
  run.params({ "train.trees": 7, "evaluation.seed": 42 });
  run.metrics({ "test.recall": 0.9 }, { timestamp_ms: startMs + 70_000 });
  run.artifact("reports/model_card.html", new TextEncoder().encode("<p>"));
  run.end("FINISHED", startMs + 80_000);
  deepEqual(folder.unsent(), ["grown"]);
  const second = await sendRun(folder, "grown", impatientClient(server.uri));
  deepEqual(second, first);
  await isThereOnceGrown(first.run_id);
});

async function isThereOnceGrown(runId: string) {
  const { run } = await ask(server, "GET", `runs/get?run_id=${runId}`);
  equal((await storedRuns(server, "grown")).length, 1);
  equal(run.info.end_time, startMs + 80_000);
  const params = new Map(
    run.data.params.map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
  equal(params.get("train.trees"), "100", "a param keeps its first value");
  equal(params.get("evaluation.seed"), "42");
  const listed = await ask(server, "GET", `artifacts/list?run_id=${runId}&path=reports`);
  ok(listed.files.some(({ path }: { path: string }) => path === "reports/model_card.html"));
}

Deno.test("a model judged again is another logged model of the same run, the same files again are none", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = sampleRun(folder, "judged", "judged");
  const first = await sendRun(folder, "judged", impatientClient(server.uri));
  const again = {
    name: "faultline",
    model_version: modelVersion,
    mlmodel: { flavors: {} },
    timestamp_ms: startMs,
  };
  run.model({ ...again, files: modelFiles });
  const same = await sendRun(folder, "judged", impatientClient(server.uri));
  deepEqual(same.models, first.models);
  const metrics = new TextEncoder().encode('{"again": 1}');
  run.model({ ...again, files: new Map([...modelFiles, ["faultline/metrics.json", metrics]]) });
  const other = await sendRun(folder, "judged", impatientClient(server.uri));
  const ids = [first, other].map(({ models }) => models.get(modelVersion)!.model_id!);
  const stored = await storedModels(server, first.experiment_id);
  deepEqual(stored.map(({ info }) => info.model_id).sort(), ids.sort());
});

Deno.test("two senders of one run at once make one run", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "twice", "at once");
  const results = await Promise.all(
    [1, 2, 3].map(() => sendRun(folder, "twice", impatientClient(server.uri))),
  );
  equal(new Set(results.map(({ run_id }) => run_id)).size, 1);
  await isThereOnce(server, "at once", "twice");
});

Deno.test("a run that the server has lost is sent again from the start", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = folder.begin("lost", { name: "lost", experiment: "lost", start_ms: startMs });
  run.params({ a: 1 });
  await sendRun(folder, "lost", impatientClient(server.uri));
  const { statePath } = folder.place("lost");
  const state = JSON.parse(await Deno.readTextFile(statePath));
  await Deno.writeTextFile(statePath, JSON.stringify({ ...state, run_id: "0".repeat(32) }));
  run.params({ b: 2 });
  const sent = await sendRun(folder, "lost", impatientClient(server.uri));
  equal(sent.run_id, state.run_id);
  const { run: stored } = await ask(server, "GET", `runs/get?run_id=${sent.run_id}`);
  deepEqual(stored.data.params.map(({ key }: { key: string }) => key).sort(), ["a", "b"]);
});

Deno.test("batches beyond MLflow's limits are cut: 2,500 values, 250 params, 1.5 MB of tags", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = folder.begin("big", { name: "big", experiment: "big", start_ms: startMs });
  run.metricSeries(
    "loss",
    Array.from(
      { length: 2500 },
      (_, step) => ({ step, value: 1 / (step + 1), timestamp_ms: startMs + step }),
    ),
  );
  run.params(Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, i])));
  run.params({ long: "x".repeat(7_000) });
  run.tags(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, "y".repeat(5_500)])));
  const { run_id } = await sendRun(folder, "big", impatientClient(server.uri));
  const { run: stored } = await ask(server, "GET", `runs/get?run_id=${run_id}`);
  equal(stored.data.params.length, 251);
  const long = stored.data.params.find(({ key }: { key: string }) => key === "long").value;
  equal(long.length, 6_000);
  match(long, /x… \(cut\)$/);
  equal(stored.data.tags.filter(({ key }: { key: string }) => /^t\d+$/.test(key)).length, 300);
  const history = await ask(
    server,
    "GET",
    `metrics/get-history?run_id=${run_id}&metric_key=loss&max_results=5000`,
  );
  equal(history.metrics.length, 2500);
});

for (
  const [scheme, secret, variables] of [
    ["basic", "s3cret-w0rd", { MLFLOW_TRACKING_USERNAME: "ann", MLFLOW_TRACKING_PASSWORD: "s3cret-w0rd" }],
    ["bearer", "t0ken-s3cret", { MLFLOW_TRACKING_TOKEN: "t0ken-s3cret" }],
  ] as const
) {
  Deno.test(`${scheme} authentication is shown with every request, and stands in no file, log line or error`, async () => {
    await using temp = await tempFolder();
    const folder = createRunFolder(temp.path);
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line), now: () => 0, level: "debug" });
    const environment = new Map<string, string>(
      Object.entries({ MLFLOW_TRACKING_URI: front.uri, ...variables }),
    );
    const address = trackingAddress((name) => environment.get(name))!;
    const expected = scheme === "basic" ? `Basic ${btoa(`ann:${secret}`)}` : `Bearer ${secret}`;
    let faults = 0;
    // A server that repeats what it was told, as some do in their messages.
    front.decide(({ headers, number }) =>
      headers.authorization !== expected
        ? { status: 401, body: `{"message": "${headers.authorization}", "error_code": "UNAUTHENTICATED"}` }
        : number % 4 === 0 && faults++ < 5
        ? {
          status: 500,
          body: `{"message": "I was told ${expected}, ${secret}", "error_code": "INTERNAL_ERROR"}`,
        }
        : "pass"
    );
    const http = impatientClient(front.uri, { address, log });
    sampleRun(folder, scheme, scheme);
    await sendRun(folder, scheme, http, { log });
    await isThereOnce(server, scheme, scheme);

    const wrong = { ...address, authorization: address.authorization!.slice(0, -2) + "xx" };
    sampleRun(folder, `${scheme}-wrong`, scheme);
    const error = await sendRun(
      folder,
      `${scheme}-wrong`,
      impatientClient(front.uri, { address: wrong, log }),
    ).catch((
      e,
    ) => e);
    equal(error.code, "TRACKING_REFUSED");
    match(error.message, /refused: 401 UNAUTHENTICATED/);
    match(error.hint, /MLFLOW_TRACKING_USERNAME/);
    front.decide(() => "pass");

    const stdout = (await Promise.all((await filesBelow(temp.path)).map((file) => Deno.readTextFile(file))))
      .join("\n");
    ok(stdout.includes("faultline"));
    const told = [stdout, lines.join(""), error.message, Deno.inspect(error, { depth: 9 })].join("\n");
    for (const hidden of [secret, btoa(`ann:${secret}`), wrong.authorization.split(" ")[1]]) {
      ok(!told.includes(hidden), "a secret shows");
    }
    ok(lines.some((line) => line.includes("trying again")));
  });
}

async function filesBelow(path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    if (isDirectory) files.push(...await filesBelow(`${path}/${name}`));
    else files.push(`${path}/${name}`);
  }
  return files;
}
