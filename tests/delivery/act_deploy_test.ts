import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { version } from "../../server/version.ts";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { runProgram } from "../support/run_task.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { type ActProject, actProject } from "./act_project.ts";

/** Azure's names, as repository variables have them. */
const vars = {
  ...{ AZURE_CLIENT_ID: "id", AZURE_TENANT_ID: "tenant", AZURE_SUBSCRIPTION_ID: "subscription" },
  ...{ AZURE_REGISTRY: "plant", AZURE_RESOURCE_GROUP: "faultline", AZURE_WEBAPP: "faultline-web" },
  ...{ AZURE_KEY_VAULT: "plant-vault" },
};

/** Looks come quickly one after another. */
const env = { SMOKE_WAIT: "5", SMOKE_PAUSE: "1", HEALTH_CHECKS: "3", HEALTH_PAUSE: "0" };

const image = `plant.azurecr.io/faultline@sha256:${"7".padStart(64, "0")}`;

/** What answers at production's address once the slot was swapped in. */
type NewProduction = "healthy" | "never ready" | "dies" | "another model";

interface Plant extends AsyncDisposable {
  project: ActProject;
  model: string;
  swapped(): number;
  /** Forgets what was called, and sets what the next deployment meets. */
  begin(newProduction: NewProduction): void;
}

/** A project with a champion, a server of it as container and slot, and an address whose server the swaps decide. */
async function plant(): Promise<Plant> {
  const resources = new AsyncDisposableStack();
  const project = resources.use(await actProject());
  const { path, stub } = project;
  await succeed(path, ["train", "--source", smallSource, ...quick, ...noTable]);
  await runProgram("cp", ["-r", project.file("models/current"), stub("model")], { cwd: path });
  const file = Deno.readFileSync(stub("model/model.safetensors"));
  const model = createHash("sha256").update(file).digest("hex").slice(0, 12);

  const { stdout } = await succeed(path, ["faultline", "key", "smoke", "predict"]);
  Deno.writeTextFileSync(stub("smoke_key"), /^key +(\S+)$/m.exec(stdout)![1]);
  const server: ServerProcess = resources.use(
    await startServer({
      command: [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
      cwd: path,
      env: {
        ...{ DATA_DIR: stub("data"), MONITOR_EVERY: "off", HOST: "127.0.0.1" },
        API_KEYS: /^entry +(\S+)$/m.exec(stdout)![1],
      },
    }),
  );
  Deno.writeTextFileSync(stub("container_address"), `127.0.0.1:${server.port}\n`);
  Deno.writeTextFileSync(stub("slot_url"), `${server.url}\n`);

  let newProduction: NewProduction = "healthy", looks = 0;
  const swapped = () => {
    try {
      return Deno.readTextFileSync(stub("swaps")).length / "swapped\n".length;
    } catch {
      return 0;
    }
  };
  const production = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const isNew = swapped() % 2 === 1;
    if (!isNew) return new Response("ready", { status: pathname === "/readyz" ? 200 : 500 });
    if (newProduction === "never ready") return new Response("starting", { status: 503 });
    if (newProduction === "dies" && pathname === "/readyz" && ++looks > 2) {
      return new Response("gone", { status: 503 });
    }
    if (newProduction === "another model" && pathname === "/v1/predict") {
      return Response.json({ model: { version: "000000000000" } });
    }
    const { method, headers } = request;
    const body = method === "POST" ? await request.text() : undefined;
    return await fetch(server.url + pathname, { method, headers, body });
  });
  resources.defer(() => production.shutdown());
  Deno.writeTextFileSync(stub("production_url"), `http://127.0.0.1:${production.addr.port}\n`);

  return {
    project,
    model,
    swapped,
    begin(next) {
      newProduction = next;
      looks = 0;
      for (const name of ["swaps", "calls"]) Deno.writeTextFileSync(stub(name), "");
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

Deno.test("deploy.yml: the champion from the registry through slot and swap to production, and back when that is not healthy", async (t) => {
  await using made = await plant();
  const { project, model } = made;
  const deploy = (options = {}) =>
    project.run("deploy", {
      event: "repository_dispatch",
      payload: { action: "champion" },
      vars,
      env,
      ...options,
    });
  const calls = (start: string) => project.calls().filter((call) => call.startsWith(start));

  await t.step(
    "a new champion: pulled, built, scanned, asked, pushed, attested, checked, deployed, swapped",
    async () => {
      made.begin("healthy");
      const { code, output } = await deploy();
      equal(code, 0, output);
      equal(made.swapped(), 1);
      const said = project.calls().map((call) => call.split(" ").slice(0, 3).join(" "));
      const order = [
        ...[
          "deno task model:pull",
          "deno task sbom",
          "docker build --pull",
          "docker save --output",
          "docker run --rm",
        ],
        ...[
          "docker run --detach",
          "docker rm --force",
          "action azure/login",
          "az acr login",
          "docker push --quiet",
        ],
        ...[
          "action actions/attest",
          "gh attestation verify",
          "az webapp stop",
          "az webapp config",
          "az webapp start",
        ],
        "az webapp deployment",
      ];
      const places = order.map((call) => said.indexOf(call));
      ok(places.every((place, i) => place > (places[i - 1] ?? -1)), JSON.stringify(said, null, 1));
      const sha = (await project.git("rev-parse", "HEAD")).trim();
      deepEqual(calls("docker push"), [
        `docker push --quiet plant.azurecr.io/faultline:${sha.slice(0, 12)}-${model}`,
      ]);
      match(
        calls("docker build")[0],
        /DENO_IMAGE=denoland\/deno:[\d.]+@sha256:\w{64} .*RUNTIME_IMAGE=\S+@sha256:\w{64}/,
      );
      deepEqual(calls("az webapp config container set"), [
        "az webapp config container set --resource-group faultline --name faultline-web --slot staging " +
        `--container-image-name ${image} --output none`,
      ]);
      equal(
        calls("gh attestation")[0],
        `gh attestation verify oci://${image} --repo plant/faultline ` +
          "--signer-workflow plant/faultline/.github/workflows/deploy.yml",
      );
      match(output, new RegExp(`runs ${image} with model ${model}`));
      ok(!output.includes(Deno.readTextFileSync(project.stub("smoke_key"))), "the key is in the log");
    },
  );

  const sick: [NewProduction, RegExp][] = [
    ["never ready", /is not ready after 5 s/],
    ["dies", /production is not healthy after the swap/],
    ["another model", /predicts with another model/],
  ];
  for (const [state, reason] of sick) {
    await t.step(`production after the swap ${state}: swapped back, and the run fails`, async () => {
      made.begin(state);
      const { code, output } = await deploy();
      equal(code, 1, output);
      equal(made.swapped(), 2);
      match(output, reason);
      match(output, /rolled back: \S+ runs what it ran before/);
    });
  }

  await t.step("a slot that does not get ready is not swapped", async () => {
    made.begin("healthy");
    const url = Deno.readTextFileSync(project.stub("slot_url"));
    Deno.writeTextFileSync(project.stub("slot_url"), "http://127.0.0.1:1\n");
    const { code, output } = await deploy();
    Deno.writeTextFileSync(project.stub("slot_url"), url);
    equal(code, 1, output);
    equal(made.swapped(), 0);
    match(output, /is not ready after 5 s/);
  });

  await t.step("on a tag, too; and an image with a known vulnerability is not pushed", async () => {
    made.begin("healthy");
    const tag = `v${version}`;
    Deno.writeTextFileSync(project.file("CHANGELOG.md"), `# Changelog\n\n## ${version}\n`);
    await project.git("tag", tag);
    Deno.writeTextFileSync(project.stub("vulnerable"), "");
    const { code, output } = await deploy({ event: "push", payload: { ref: `refs/tags/${tag}` } });
    equal(code, 1, output);
    ok(calls("docker run").length > 0, "it came as far as the scan");
    deepEqual([...calls("docker push"), ...calls("az")], []);
    equal(made.swapped(), 0);
  });
});
