import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../lib/log.ts";
import { openPredictionLog } from "../lib/prediction_log/open_prediction_log.ts";
import type { PredictionLog } from "../lib/prediction_log/prediction_log.ts";
import { createApp } from "./app.ts";
import { createAscendingIds } from "./ascending_ids.ts";
import { bundled } from "./bundled.ts";
import type { Config } from "./config.ts";
import { defaultLimits } from "./deps.ts";
import { isLoopback } from "./loopback.ts";
import { readKeys } from "./read_keys.ts";
import { createServedModels, type ServedModels } from "./served_models.ts";
import { createServerMetrics } from "./server_metrics.ts";
import { createSessions } from "./sessions.ts";
import { version } from "./version.ts";

/** An app with all that it needs from outside. */
export interface OpenedApp {
  fetch: (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;
  served: ServedModels;
  /** To be closed by the caller. */
  predictions: PredictionLog;
}

/** What the operator chose, and what the process knows. */
export interface OpenAppOptions {
  config: Config;
  log: Log;
  /** False once the server has been told to stop. */
  accepting: () => boolean;
}

/**
 * Reads keys and model and opens the prediction log. On an error nothing is left open.
 *
 * @throws {FaultlineError} `CONFIG_INVALID`, `MODEL_*` or `LOG_UNAVAILABLE`.
 */
export async function openApp({ config, log, accepting }: OpenAppOptions): Promise<OpenedApp> {
  const { host } = config;
  const keys = config.keys && await readKeys(config.keys);
  const folder = config.model ?? bundled.model;
  const loadModels = () => createServedModels({ folder, modelsDir: config.modelsDir, now: Date.now });
  // Without a model there is nothing to log: the usual first mistake leaves no trace.
  if (!await isFile(join(folder, "model.safetensors"))) await loadModels();

  // The model is read while the log's thread starts.
  const opening = openPredictionLog({
    databaseUrl: config.databaseUrl,
    mode: config.predictionLog,
    dataDir: config.dataDir,
    journalMaxBytes: config.journalMaxBytes,
    retentionDays: config.retentionDays,
    env: (name) => Deno.env.get(name),
    now: Date.now,
    log,
  });
  const [loaded, opened] = await Promise.allSettled([loadModels(), opening]);
  if (loaded.status === "rejected") {
    if (opened.status === "fulfilled") await opened.value.close();
    throw loaded.reason;
  }
  if (opened.status === "rejected") throw opened.reason;

  const served = loaded.value, predictions = opened.value;
  const app = createApp({
    served,
    predictions,
    keys,
    sessions: createSessions({ now: Date.now, randomToken: () => randomBytes(32).toString("base64url") }),
    metrics: createServerMetrics({ predictions, served, version }),
    log,
    now: Date.now,
    newId: createAscendingIds({ now: Date.now, random: (words) => void crypto.getRandomValues(words) }),
    limits: { ...defaultLimits, ratePerMinute: config.ratePerMinute },
    accepting,
    version,
    hosts: !keys && isLoopback(host) ? ["localhost", "127.0.0.1", "[::1]", host] : undefined,
    trustedProxies: config.trustedProxies,
  });
  return { fetch: (request, info) => app.fetch(request, info), served, predictions };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
