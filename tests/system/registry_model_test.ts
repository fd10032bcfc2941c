import { deepEqual, equal, match, ok } from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { MonitorReport } from "../../lib/contracts/monitor_report.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { simulated } from "../lib/model/sample_model.ts";
import type { ServerProcess } from "../support/server_process.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { readingAt } from "../server/api_app.ts";
import { type RegisteredModels, sampleOf, startRegisteredModels } from "../server/registered_models.ts";

let models: RegisteredModels;
Deno.test.beforeAll(async () => void (models = await startRegisteredModels()));
Deno.test.afterAll(async () => await models?.[Symbol.asyncDispose]());

const readings = (() => {
  const table = simulated(200, 7);
  return Array.from({ length: 200 }, (_, row) => readingAt(table, row));
})();

interface Answer {
  probability: number;
  model: { version: string };
}

function post({ url }: ServerProcess, path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
}

async function predictAll(server: ServerProcess): Promise<Answer[]> {
  const response = await post(server, "/v1/predict/batch", readings);
  equal(response.status, 200);
  return await response.json();
}

// deno-lint-ignore no-explicit-any
async function modelOf({ url }: ServerProcess): Promise<any> {
  return await (await fetch(`${url}/v1/model`)).json();
}

/** A metric's value. */
async function metric({ url }: ServerProcess, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(text.split("\n").find((line) => line.startsWith(`${name} `))?.slice(name.length));
}

async function until(what: string, { stderr }: ServerProcess, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!await isSo()) {
    ok(performance.now() < end, `${what}: not within a minute\n${stderr()}`);
    await wait(50);
  }
}

/** How often the log says something. */
const said = ({ stderr }: ServerProcess, text: string) => stderr().split(`"msg":"${text}"`).length - 1;

async function stop(server: ServerProcess): Promise<void> {
  server.kill("SIGTERM");
  equal(await server.ended, 0);
}

Deno.test("saved, registered, pulled by a server on another port: the same probabilities, bit for bit", async () => {
  const { first } = models;
  await using folder = await tempFolder();
  const version = await models.crown("press", first);
  await Deno.mkdir(folder.file("saved"));
  for (const [name, bytes] of Object.entries(first.files)) {
    await Deno.writeFile(folder.file(`saved/${name}`), bytes);
  }
  await using saved = await models.serve("press", folder, {
    MODEL: folder.file("saved"),
    DATA_DIR: folder.file("other"),
  });
  await using pulled = await models.serve("press", folder);
  ok(saved.port !== pulled.port);

  const [before, after] = [await predictAll(saved), await predictAll(pulled)];
  const probabilities = (answers: Answer[]) => answers.map(({ probability }) => probability);
  deepEqual(probabilities(after), probabilities(before));
  deepEqual(probabilities(after), readings.map((reading) => scoreReading(first.model, reading).probability));
  ok(new Set(probabilities(after)).size > 5);

  const shown = await modelOf(pulled);
  deepEqual([shown.version, shown.registry], [first.version, {
    ...{ name: "press", version, alias: "champion" },
    ...{ unanswered_since: null, refused: null },
  }]);
  equal((await modelOf(saved)).registry, null);
  const page = await (await fetch(`${pulled.url}/model`)).text();
  match(page, new RegExp(`press, version ${version}, taken as champion`));
  equal(
    await metric(pulled, `faultline_registry_model_info{name="press",version="${version}",alias="champion"}`),
    1,
  );
  for (const [name, bytes] of Object.entries(first.files)) {
    deepEqual(await Deno.readFile(folder.file(`data/models/${first.version}/${name}`)), bytes);
  }
  const metrics = await (await fetch(`${pulled.url}/metrics`)).text();
  const everything = [JSON.stringify(shown), page, metrics, pulled.stderr()].join("\n") +
    await Deno.readTextFile(folder.file("data/models/current.json"));
  ok(!everything.includes(models.token));
  match(
    (await models.faultline("version", "press", folder)).stdout,
    new RegExp(`^model sample ${first.version}$`, "m"),
  );
});

Deno.test("without the registry and without a cache it refuses to start, says why, and leaves nothing behind", async () => {
  await using folder = await tempFolder();
  models.proxy.set({ kind: "refuse" });
  try {
    const { code, stderr } = await models.faultline("serve", "press", folder);
    equal(code, 1);
    match(
      stderr,
      /^error\[TRACKING_UNREACHABLE\]: the tracking server http:\/\/127\.0\.0\.1:\d+ cannot be reached/m,
    );
    match(stderr, /; no version of models:\/press@champion from there is cached in \S+\/data\/models$/m);
    match(
      stderr,
      /^ {2}hint: check MLFLOW_TRACKING_URI and that the server there runs, or set MODEL to a folder$/m,
    );
    ok(!stderr.includes(models.token));
    deepEqual([...Deno.readDirSync(folder.path)], []);
  } finally {
    models.proxy.set({ kind: "none" });
  }
  const unknown = await models.faultline("serve", "nobody", folder);
  equal(unknown.code, 1);
  match(
    unknown.stderr,
    /^error\[MODEL_NOT_FOUND\]: the registry of \S+ has no models:\/nobody@champion; no version of /m,
  );
});

Deno.test("without the registry it starts with what it served last, is ready, says since when, and finds back", async () => {
  const { first, second } = models;
  await using folder = await tempFolder();
  await models.crown("lathe", first);
  await stop(await models.serve("lathe", folder));
  const next = await models.crown("lathe", second);
  models.proxy.set({ kind: "refuse" });
  try {
    await using server = await models.serve("lathe", folder);
    const before = Date.now();
    equal((await fetch(`${server.url}/readyz`)).status, 200);
    const { version, registry } = await modelOf(server);
    deepEqual([version, registry.name, registry.alias], [first.version, "lathe", "champion"]);
    const since = Date.parse(registry.unanswered_since);
    ok(since <= before && since > before - 60_000, registry.unanswered_since);
    ok(await metric(server, "faultline_registry_unanswered_seconds") > 0);
    deepEqual([
      said(server, "the registry does not say which version it is"),
      said(server, "the cached model is served"),
    ], [1, 1]);
    match(server.stderr(), /"code":"TRACKING_UNREACHABLE"/);
    equal((await predictAll(server))[0].probability, scoreReading(first.model, readings[0]).probability);

    // Asked now, it says why not, and serves on.
    const reload = await post(server, "/v1/model/reload", {});
    deepEqual([reload.status, (await reload.json()).code], [422, "MODEL_REFUSED"]);

    models.proxy.set({ kind: "none" });
    await until("the new champion", server, async () => (await modelOf(server)).version === second.version);
    deepEqual((await modelOf(server)).registry, {
      ...{ name: "lathe", version: next, alias: "champion" },
      ...{ unanswered_since: null, refused: null },
    });
    equal(await metric(server, "faultline_registry_unanswered_seconds"), 0);
    deepEqual([
      said(server, "the registry does not say which version it is"),
      said(server, "the registry answers again"),
    ], [1, 1]);
  } finally {
    models.proxy.set({ kind: "none" });
  }
});

Deno.test("the cache of another alias or another registry will not do", async () => {
  const { first } = models;
  await using folder = await tempFolder();
  await models.crown("saw", first);
  await stop(await models.serve("saw", folder));
  const challenger = await models.faultline("serve", "saw", folder, { MODEL: "models:/saw@challenger" });
  equal(challenger.code, 1);
  match(
    challenger.stderr,
    /has no models:\/saw@challenger; no version of models:\/saw@challenger from there is cached/,
  );
  // Nobody listens on port 1.
  const elsewhere = await models.faultline("serve", "saw", folder, {
    MLFLOW_TRACKING_URI: "http://127.0.0.1:1",
  });
  equal(elsewhere.code, 1);
  match(
    elsewhere.stderr,
    /^error\[TRACKING_UNREACHABLE\]: .*; no version of models:\/saw@champion from there is cached/m,
  );
});

Deno.test("the champion changes under load: no answer fails, each is one model's, and drift is told by its reference", async () => {
  const { first, second } = models;
  await using folder = await tempFolder();
  const versions = [await models.crown("mill", first)];
  await using server = await models.serve("mill", folder);
  const byVersion = new Map([first, second].map((sample) => [sample.version, sample.model]));
  const counts = new Map<string, number>();
  let running = true;
  const client = async (from: number) => {
    for (let i = from; running; i = (i + 1) % readings.length) {
      const response = await post(server, "/v1/predict", readings[i]);
      const { probability, model } = await response.json() as Answer;
      equal(response.status, 200);
      equal(probability, scoreReading(byVersion.get(model.version)!, readings[i]).probability);
      counts.set(model.version, (counts.get(model.version) ?? 0) + 1);
    }
  };
  const clients = Promise.all([0, 50, 100, 150].map(client));
  const served = (version: string) => async () => (await modelOf(server)).registry.version === version;
  try {
    await wait(500);
    versions.push(await models.crown("mill", second));
    for (const version of [versions[1], versions[0], versions[1]]) {
      await models.registry.setAlias("mill", "champion", version);
      await until(`version ${version}`, server, served(version));
    }
    await wait(500);
  } finally {
    running = false;
    await clients;
  }
  ok(counts.size === 2 && [...counts.values()].every((count) => count > 50), `${[...counts]}`);
  equal(said(server, "model swapped"), 3);
  match(
    server.stderr(),
    new RegExp(`"version":"${second.version}","before":"${first.version}","registered":"2"`),
  );

  const report: MonitorReport = await (await fetch(`${server.url}/v1/drift`)).json();
  deepEqual([report.model.version, report.columns.length > 0], [second.version, true]);
});

Deno.test("a champion that is damaged or cannot be served is refused, told once, and the old one serves on", async () => {
  const { first, second } = models;
  await using folder = await tempFolder();
  const good = await models.crown("drill", first);
  await using server = await models.serve("drill", folder);
  const refusedAs = async (version: string, reason: RegExp) => {
    await until(
      `version ${version} refused`,
      server,
      async () => (await modelOf(server)).registry.refused?.version === version,
    );
    const shown = await modelOf(server);
    deepEqual([shown.version, shown.registry.version], [first.version, good]);
    match(shown.registry.refused.reason, reason);
    equal(await metric(server, "faultline_registry_refused"), 1);
    equal((await fetch(`${server.url}/readyz`)).status, 200);
  };
  const bent = second.files["model.safetensors"].slice();
  bent[bent.length - 3] ^= 1;

  // Stored other than it was registered; then registered as it is stored, and still no model.
  const damaged = await models.crown(
    "drill",
    { ...second, files: { ...second.files, "model.safetensors": bent } },
    second.files,
  );
  await refusedAs(damaged, /^model\.safetensors of models:\/drill\/2 has SHA-256 /);
  // Asked for twice more: one second, and two.
  await wait(3_500);
  equal(said(server, "the registry's model is refused"), 1);
  const reload = await post(server, "/v1/model/reload", {});
  deepEqual([reload.status, (await reload.json()).code], [422, "MODEL_REFUSED"]);
  equal(said(server, "the registry's model is refused"), 1);

  // A server that starts now serves what it served last.
  await stop(server);
  await using again = await models.serve("drill", folder);
  const { version, registry: from } = await modelOf(again);
  deepEqual([version, from.version, from.refused.version], [first.version, good, damaged]);

  const foreign = structuredClone(second.model);
  foreign.header.threshold.probability = 1.5;
  const unservable = await models.crown("drill", sampleOf(foreign, second.files["reference.arrow"]));
  await until(
    "the next refusal",
    again,
    async () => (await modelOf(again)).registry.refused?.version === unservable,
  );
  match(
    (await modelOf(again)).registry.refused.reason,
    /^models:\/drill\/3\/model\.safetensors cannot be served: its threshold 1\.5 /,
  );

  const repaired = await models.crown("drill", second);
  await until("the repaired one", again, async () => (await modelOf(again)).registry.version === repaired);
  equal(await metric(again, "faultline_registry_refused"), 0);
});

Deno.test("without polling the registry is asked by a reload, at once, and a version is never asked for again", async () => {
  const { first, second } = models;
  await using folder = await tempFolder();
  const old = await models.crown("crane", first);
  await using server = await models.serve("crane", folder, { MODEL_POLL: "off" });
  await using pinned = await models.serve("crane", folder, {
    MODEL: `models:/crane/${old}`,
    DATA_DIR: folder.file("pinned"),
  });
  await models.crown("crane", second);
  await wait(1_500);
  deepEqual([(await modelOf(server)).version, (await modelOf(pinned)).version], [
    first.version,
    first.version,
  ]);
  const reload = await post(server, "/v1/model/reload", {});
  deepEqual([reload.status, (await reload.json()).registry.version], [200, "2"]);
  const { registry: shown } = await (await post(pinned, "/v1/model/reload", {})).json();
  deepEqual([shown.version, shown.alias], [old, null]);
});

Deno.test("it stops at once while the registry keeps it waiting", async () => {
  const { first } = models;
  await using folder = await tempFolder();
  await models.crown("pump", first);
  await using server = await models.serve("pump", folder);
  models.proxy.set({ kind: "half-open" });
  try {
    // It asks within 1.1 s, and waits 5 s for the answer.
    await wait(2_000);
    const before = performance.now();
    await stop(server);
    ok(performance.now() - before < 3_000);
    equal(said(server, "the registry does not say which version it is"), 0);
  } finally {
    models.proxy.set({ kind: "none" });
  }
});
