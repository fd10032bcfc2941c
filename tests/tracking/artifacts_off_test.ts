import { deepEqual, equal, ok } from "node:assert/strict";
import { createLog } from "../../lib/log.ts";
import { createRegistry } from "../../lib/tracking/registry.ts";
import { createRunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import { type MlflowServer, startMlflow } from "../support/mlflow_server.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { impatientClient } from "./impatient_client.ts";
import { artifacts, modelFiles, modelVersion, sampleRun } from "./sample_run.ts";
import { ask, storedRuns } from "./stored_runs.ts";

let server: MlflowServer;

Deno.test.beforeAll(async () => void (server = await startMlflow({ artifacts: "off" })));
// Runs after a beforeAll that failed, too: then there is none.
Deno.test.afterAll(async () => await server?.stop());

Deno.test("a server on this machine that passes no artifacts on gets them in its own folder", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, "here", "here");
  const sent = await sendRun(folder, "here", impatientClient(server.uri));
  equal(sent.artifacts, "stored");
  const [run] = await storedRuns(server, "here");
  const listed = await ask(server, "GET", `artifacts/list?run_id=${run.info.run_id}&path=reports`);
  deepEqual(listed.files.map(({ path }: { path: string }) => path).sort(), [
    "reports/metrics_report.txt",
    "reports/plots",
  ]);

  const registry = createRegistry(impatientClient(server.uri));
  const of = { name: "here", ...sent.models.get(modelVersion)!, run_id: sent.run_id, tags: {} };
  const version = await registry.createVersion(of);
  for (const [path, bytes] of modelFiles) {
    deepEqual(new Uint8Array(await registry.readFile(version, path)), bytes, "by way of the server's pages");
  }
});

for (
  const [name, root] of [
    ["a folder that cannot be written", "/proc/nowhere"],
    ["a bucket", "s3://plant/artifacts"],
    ["the server itself, which does not serve them", "mlflow-artifacts:/1"],
  ]
) {
  Deno.test(`with artifacts in ${name} the rest is logged, the files stay here, and it is said once`, async () => {
    await using temp = await tempFolder();
    const folder = createRunFolder(temp.path);
    const experiment = `artifacts in ${name}`;
    await ask(server, "POST", "experiments/create", { name: experiment, artifact_location: root });
    sampleRun(folder, "off", experiment);
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
    const sent = await sendRun(folder, "off", impatientClient(server.uri), { log });
    equal(sent.artifacts, "off");
    equal(sent.models.size, 0);
    deepEqual(folder.unsent(), []);
    const said = lines.filter((line) => line.includes("takes no artifacts"));
    equal(said.length, 1, lines.join(""));
    const [run] = await storedRuns(server, experiment);
    equal(run.info.status, "FINISHED");
    ok(run.data.params.length === 4 && run.data.metrics.length === 3);
    const kept = [...Deno.readDirSync(`${temp.path}/runs/off/files`)];
    equal(kept.length, artifacts.size + modelFiles.size);
  });
}
