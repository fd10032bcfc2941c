import { dirname, join } from "node:path";
import { writeReadingBodies } from "../../bench/data/reading_bodies.ts";
import { requestBytes } from "../../bench/load/connection.ts";
import type { ServerSpec } from "../../bench/load/measured_server.ts";
import type { Model } from "../../lib/model/model.ts";
import { makeKey } from "../../server/keys.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { fittedModel, writeModel } from "../server/api_app.ts";

/** What a load on a server of the source needs: model folders, readings, and how it is started. */
export interface LoadServer extends AsyncDisposable {
  spec: ServerSpec;
  /** Holds a folder for each model. */
  modelsDir: string;
  /** Whole requests of distinct readings. */
  requests: Uint8Array[];
  folder: TempFolder;
}

const root = dirname(dirname(import.meta.dirname!));

/** Makes a server with a key, that serves the first of some models and keeps its data in `{scratch}`. */
export async function loadServer(
  env: Readonly<Record<string, string>> = {},
  models?: Readonly<Record<string, Model>>,
): Promise<LoadServer> {
  const folder = await tempFolder();
  const modelsDir = folder.file("models");
  const given = models ?? { a: await fittedModel() };
  for (const [name, model] of Object.entries(given)) await writeModel(join(modelsDir, name), model);
  await writeReadingBodies(folder.path, 500);
  const { key, entry } = makeKey(
    "load",
    ["read", "predict", "admin"],
    crypto.getRandomValues(new Uint8Array(32)),
  );
  const headers = { "Authorization": `Bearer ${key}`, "Content-Type": "application/json" };
  const spec: ServerSpec = {
    command: [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
    cwd: root,
    env: {
      PORT: "{port}",
      HOST: "127.0.0.1",
      DATA_DIR: "{scratch}",
      MODEL: join(modelsDir, Object.keys(given)[0]),
      MODELS_DIR: modelsDir,
      API_KEYS: entry,
      NO_COLOR: "1",
      ...env,
    },
    ready: "/readyz",
    headers,
    path: "/v1/predict",
    bodies: folder.file("readings.ndjson"),
  };
  const lines = (await Deno.readTextFile(spec.bodies)).trimEnd().split("\n");
  const encoder = new TextEncoder();
  return {
    spec,
    modelsDir,
    folder,
    requests: lines.map((line) =>
      requestBytes({ method: "POST", path: spec.path, headers, body: encoder.encode(line) })
    ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
