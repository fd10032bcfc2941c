import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { Hono } from "hono";
import type { AppEnv } from "../../server/deps.ts";
import { makeReport } from "../../lib/monitor/make_report.ts";
import { openapiDocument } from "../../server/openapi.ts";
import { type Finished, runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { sampleKeys, serveApp, startCore } from "../server/core_app.ts";
import { clientPrograms } from "../server/python_client.ts";

const folder = import.meta.dirname!;

/** Lets schemathesis loose on an app that is served on a port. */
async function fuzz(
  app: Hono<AppEnv>,
  model: { name: string; version: string },
  options: string[],
): Promise<Finished> {
  await using server = serveApp(app);
  // Where it leaves what it remembers.
  await using scratch = await tempFolder();
  return await runProgram(join(await clientPrograms(), "schemathesis"), [
    ...["--config-file", join(folder, "schemathesis.toml"), "run", `${server.url}/openapi.json`],
    ...["--generation-database", "none", "--no-color", ...options],
  ], {
    cwd: scratch.path,
    env: {
      PYTHONDONTWRITEBYTECODE: "1",
      FAULTLINE_HOOKS: join(folder, "schemathesis_hooks.py"),
      FAULTLINE_KEY: sampleKeys().admin,
      FAULTLINE_MODEL: model.name,
      FAULTLINE_MODEL_VERSION: model.version,
    },
  });
}

const deps = () => ({ keys: sampleKeys().ring, trustedProxies: 1 });

Deno.test("50 examples of every operation, good and bad, are answered as the document says, and none is a fault", async () => {
  await using api = await startCore({ deps: deps(), makeReport });
  const options = ["--max-examples", "50", "--seed", "5"];
  const { code, stdout, stderr } = await fuzz(api.app, api.deps.served.current(), options);
  equal(code, 0, stdout.slice(-20_000) + stderr);
  const asked = await api.deps.metrics.render();
  for (const [path, methods] of Object.entries(openapiDocument("1").paths!)) {
    for (const method of Object.keys(methods)) {
      const route = `route="${path.replace(/{(\w+)}/g, ":$1")}",method="${method.toUpperCase()}"`;
      ok(asked.includes(route), route);
    }
  }
  deepEqual(api.lines.filter((line) => line.includes("request failed")), []);
});

Deno.test("a server that breaks its document is caught", async () => {
  await using api = await startCore({ deps: deps() });
  const { fetch } = api.app;
  const broken = {
    fetch: async (request: Request, info: object) =>
      new URL(request.url).pathname === "/v2" && request.method === "GET"
        ? Response.json({ name: 7 }, { headers: { "x-request-id": "r-1" } })
        : await fetch(request, info),
  } as unknown as Hono<AppEnv>;
  const options = ["--max-examples", "5", "--seed", "5", "--include-operation-id", "get_v2"];
  const { code, stdout } = await fuzz(broken, api.deps.served.current(), options);
  equal(code, 1, stdout);
  match(stdout, /Response violates schema/);
});
