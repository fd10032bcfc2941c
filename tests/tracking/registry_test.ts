import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import type { FaultlineError } from "../../lib/errors.ts";
import { parseModelReference } from "../../lib/tracking/model_reference.ts";
import { pullModel } from "../../lib/tracking/pull_model.ts";
import { createRegistry, type Registry } from "../../lib/tracking/registry.ts";
import { createRunFolder } from "../../lib/tracking/run_folder.ts";
import { sendRun } from "../../lib/tracking/send_run.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { impatientClient } from "./impatient_client.ts";
import { mlflowWithFront } from "./mlflow_with_front.ts";
import { modelFiles, modelVersion, sampleRun } from "./sample_run.ts";

const { server, front } = await mlflowWithFront();

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Tags as `register` sets them. */
const tags = {
  model_version: modelVersion,
  ...Object.fromEntries(
    [...modelFiles].map(([path, bytes]) => [path.replace("faultline/", "sha256/"), hash(bytes)]),
  ),
};

/** Sends the sample's run and registers its model. */
async function register(registry: Registry, name: string, key = name) {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  sampleRun(folder, key, "registry");
  const sent = await sendRun(folder, key, impatientClient(server.uri));
  const of = { name, ...sent.models.get(modelVersion)!, run_id: sent.run_id, tags };
  return { of, version: await registry.createVersion(of) };
}

async function refused(work: Promise<unknown>, code: string, pattern: RegExp) {
  await rejects(work, (error: FaultlineError) => {
    equal(error.code, code, Deno.inspect(error));
    match(error.message, pattern);
    return true;
  });
}

Deno.test("a model is one version, however often it is registered, and another one the next", async () => {
  const registry = createRegistry(impatientClient(server.uri));
  deepEqual(await registry.versions("pump"), []);
  const { of, version } = await register(registry, "pump");
  equal(version.version, "1");
  equal(version.run_id, of.run_id);
  equal(version.source, `models:/${of.model_id}`);
  equal(version.model_id, of.model_id);
  deepEqual(await registry.createVersion(of), version);

  const next = await register(registry, "pump", "pump-again");
  equal(next.version.version, "2");
  deepEqual(await registry.versions("pump"), [version, next.version]);
  deepEqual(version.tags, new Map(Object.entries(tags)));
  deepEqual(await registry.version({ name: "pump", alias: null, version: "1" }), version);
});

Deno.test("a version whose answer was lost is found, not made again", async () => {
  front.decide(({ path }) => path.endsWith("model-versions/create") ? "lose the answer" : "pass");
  const { version } = await register(createRegistry(impatientClient(front.uri)), "lost");
  equal(version.version, "1");
  deepEqual(version.tags, new Map(Object.entries(tags)));
  equal((await createRegistry(impatientClient(server.uri)).versions("lost")).length, 1);
});

Deno.test("aliases are set, moved and deleted, and a version is found by them", async () => {
  const registry = createRegistry(impatientClient(server.uri));
  deepEqual(await registry.aliases("lathe"), new Map());
  const { version } = await register(registry, "lathe");
  await registry.setAlias("lathe", "champion", "1");
  await registry.setAlias("lathe", "challenger", "1");
  deepEqual(await registry.aliases("lathe"), new Map([["champion", "1"], ["challenger", "1"]]));
  const champion = await registry.version(parseModelReference("models:/lathe@champion")!);
  deepEqual(champion, version);
  await registry.deleteAlias("lathe", "champion");
  await registry.deleteAlias("lathe", "champion");
  deepEqual(await registry.aliases("lathe"), new Map([["challenger", "1"]]));
  await refused(
    registry.version({ name: "lathe", alias: "champion", version: null }),
    "MODEL_NOT_FOUND",
    /has no models:\/lathe@champion$/,
  );
  await refused(
    registry.version({ name: "lathe", alias: null, version: "9" }),
    "MODEL_NOT_FOUND",
    /has no models:\/lathe\/9$/,
  );
  await refused(
    registry.version({ name: "nobody", alias: "champion", version: null }),
    "MODEL_NOT_FOUND",
    /has no models:\/nobody@champion$/,
  );
});

Deno.test("a registered model's tags keep keys with slashes, dots and times", async () => {
  const registry = createRegistry(impatientClient(server.uri));
  deepEqual(await registry.tags("press"), new Map());
  await register(registry, "press");
  const value = JSON.stringify({ at: "2026-01-02T03:04:05.000Z", why: "größer" });
  await registry.setTag("press", "champion.2026-01-02T03:04:05.000Z", value);
  await registry.setTag("press", "gate/last", "passed");
  deepEqual(
    await registry.tags("press"),
    new Map([["champion.2026-01-02T03:04:05.000Z", value], ["gate/last", "passed"]]),
  );
});

Deno.test("a version's files are read back, and a missing one is said to be missing", async () => {
  const registry = createRegistry(impatientClient(server.uri));
  const { version } = await register(registry, "mill");
  for (const [path, bytes] of modelFiles) {
    deepEqual(new Uint8Array(await registry.readFile(version, path)), bytes);
  }
  await refused(
    registry.readFile(version, "faultline/none"),
    "MODEL_NOT_FOUND",
    /models:\/mill\/1 has no file faultline\/none$/,
  );
});

Deno.test("a pulled model is the registered one, in a new folder and over an old one", async () => {
  await using temp = await tempFolder();
  const registry = createRegistry(impatientClient(server.uri));
  const { version } = await register(registry, "saw");
  const folder = temp.file("models/cached");
  const pulled = await pullModel(registry, version, folder);
  equal(pulled, hash(modelFiles.get("faultline/model.safetensors")!).slice(0, 12));
  const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  deepEqual(names(), ["metrics.json", "model.safetensors", "reference.arrow"]);
  deepEqual([...Deno.readDirSync(temp.file("models"))].map(({ name }) => name), ["cached"]);

  await Deno.writeTextFile(`${folder}/model.safetensors`, "an older model");
  await Deno.writeTextFile(`${folder}/notes.txt`, "somebody's own");
  await pullModel(registry, version, folder);
  deepEqual(names(), ["metrics.json", "model.safetensors", "notes.txt", "reference.arrow"]);
  equal(await Deno.readTextFile(`${folder}/model.safetensors`), "the model");
});

Deno.test("a model that was changed on the server is refused, and nothing is replaced", async () => {
  await using temp = await tempFolder();
  const registry = createRegistry(impatientClient(server.uri));
  const { of, version } = await register(registry, "drill");
  const [experiment] = await Array.fromAsync(Deno.readDir(server.artifactFolder));
  const place = `${server.artifactFolder}/${experiment.name}/models/${of.model_id}/artifacts/faultline`;
  await Deno.writeTextFile(`${place}/metrics.json`, '{"test": 1}');
  const folder = temp.file("current");
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/model.safetensors`, "what is served");
  await refused(
    pullModel(registry, version, folder),
    "MODEL_DAMAGED",
    /^metrics\.json of models:\/drill\/1 has SHA-256 [0-9a-f]{12}…, registered was [0-9a-f]{12}…$/,
  );
  deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["model.safetensors"]);
  equal(await Deno.readTextFile(`${folder}/model.safetensors`), "what is served");
  await refused(
    pullModel(registry, { ...version, tags: new Map() }, folder),
    "MODEL_DAMAGED",
    /has no tag sha256\//,
  );
});
