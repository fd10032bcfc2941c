import type { Hono } from "hono";
import { v7 } from "uuid";
import { type Reading, sensorColumns } from "../../lib/contracts/reading.ts";
import { silentLog } from "../../lib/log.ts";
import { encodeModel } from "../../lib/model/model_file.ts";
import type { Model } from "../../lib/model/model.ts";
import { createReportThread } from "../../lib/monitor/report_thread.ts";
import { openPredictionLog } from "../../lib/prediction_log/open_prediction_log.ts";
import { numberColumn, type Table, textColumn } from "../../lib/table/table.ts";
import { createApp } from "../../server/app.ts";
import { type AppEnv, defaultLimits, type Deps, type Limits } from "../../server/deps.ts";
import { bundled } from "../../server/bundled.ts";
import { createMonitor, type MonitorOptions } from "../../server/monitor.ts";
import { createRefusals } from "../../server/refusals.ts";
import { readWatchParams } from "../../server/watch_params.ts";
import { createServedModels } from "../../server/served_models.ts";
import { createServerMetrics } from "../../server/server_metrics.ts";
import { createSessions } from "../../server/sessions.ts";
import { fitSample } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";

/** The app with a real model and a real SQLite log in a folder of its own. */
export interface ApiApp extends AsyncDisposable {
  app: Hono<AppEnv>;
  deps: Deps;
  /** The folder below which models lie: `current` is served. */
  modelsDir: string;
  post(path: string, body: BodyInit, contentType?: string): Promise<Response>;
  get(path: string): Promise<Response>;
}

/** What an app is made of, where the usual does not do. */
export interface ApiAppOptions {
  /** Model folders by name (default: `current`, a forest of ten trees). */
  models?: Readonly<Record<string, Model>>;
  limits?: Partial<Limits>;
  deps?: Partial<Deps>;
  /** How a drift report is made (default: on a thread of its own, as in the server). */
  makeReport?: MonitorOptions["run"];
}

let fitted: Promise<Model> | undefined;

/** A forest of ten trees, fitted once. */
export function fittedModel(): Promise<Model> {
  return fitted ??= fitSample({ rows: 1500, sets: ["train.trees=10", "validation.folds=2"] })
    .then(({ model }) => model);
}

/** Starts an app: `await using api = await startApi()`. */
export async function startApi(options: ApiAppOptions = {}): Promise<ApiApp> {
  const reports = createReportThread();
  const { models = { current: await fittedModel() }, limits, deps: given, makeReport = reports.run } =
    options;
  const folder = await tempFolder();
  const modelsDir = folder.file("models");
  for (const [name, model] of Object.entries(models)) await writeModel(`${modelsDir}/${name}`, model);
  const served = await createServedModels({ source: `${modelsDir}/current`, modelsDir, now: Date.now });
  const predictions = await openPredictionLog({
    databaseUrl: `sqlite:${folder.file("data/predictions.db")}`,
    mode: "journal",
    dataDir: folder.file("data"),
    journalMaxBytes: 1 << 30,
    retentionDays: undefined,
    env: () => undefined,
    now: Date.now,
    log: silentLog,
  });
  const now = given?.now ?? Date.now;
  const refusals = createRefusals({ now });
  const monitor = createMonitor({
    run: makeReport,
    job: { databaseUrl: `sqlite:${folder.file("data/predictions.db")}`, env: {} },
    params: () => readWatchParams(bundled.params),
    everyMs: 0,
    ...{ served, refusals, newId: () => v7(), now, log: silentLog },
  });
  const deps: Deps = {
    served,
    predictions,
    keys: undefined,
    sessions: createSessions({ now: Date.now, randomToken: () => crypto.randomUUID() }),
    metrics: createServerMetrics({ predictions, served, refusals, monitor, version: "0.0.0-test" }),
    refusals,
    monitor,
    log: silentLog,
    now: Date.now,
    newId: () => v7(),
    limits: { ...defaultLimits, ...limits },
    accepting: () => true,
    version: "0.0.0-test",
    ...given,
  };
  const app = createApp(deps);
  return {
    app,
    deps,
    modelsDir,
    post: async (path, body, contentType = "application/json") =>
      await app.request(path, { method: "POST", body, headers: { "content-type": contentType } }),
    get: async (path) => await app.request(path),
    async [Symbol.asyncDispose]() {
      reports.close();
      await predictions.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Writes a model into a folder, which need not be there. */
export async function writeModel(folder: string, model: Model): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/model.safetensors`, encodeModel(model));
}

/** A row of a table as a reading. */
export function readingAt(table: Table, row: number): Reading {
  const sensors = Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(table, name)[row]]));
  return {
    machine_id: textColumn(table, "machine_id")[row],
    type: textColumn(table, "type")[row],
    ...sensors,
  } as Reading;
}
