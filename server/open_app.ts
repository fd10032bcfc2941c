import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../lib/log.ts";
import { openPredictionLog } from "../lib/prediction_log/open_prediction_log.ts";
import { createReportThread } from "../lib/monitor/report_thread.ts";
import type { PredictionLog } from "../lib/prediction_log/prediction_log.ts";
import { createAlertWebhook } from "./alert_webhook.ts";
import { createApp } from "./app.ts";
import { createAscendingIds } from "./ascending_ids.ts";
import { bundled } from "./bundled.ts";
import type { Config } from "./config.ts";
import { defaultLimits } from "./deps.ts";
import { followRegistry } from "./follow_registry.ts";
import { isLoopback } from "./loopback.ts";
import { createMonitor } from "./monitor.ts";
import { openRegistryModel } from "./open_registry_model.ts";
import { readKeys } from "./read_keys.ts";
import { createRefusals } from "./refusals.ts";
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
  /** Ends the watch over predictions and registry. To be called by the caller, first. */
  stopWatching: () => void;
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
 * @throws {FaultlineError} `CONFIG_INVALID`, `MODEL_*`, `TRACKING_*`, `REGISTRY_ABSENT` or `LOG_UNAVAILABLE`.
 */
export async function openApp({ config, log, accepting }: OpenAppOptions): Promise<OpenedApp> {
  const { host } = config;
  const keys = config.keys && await readKeys(config.keys);
  const stop = new AbortController();
  const registry = config.registry && openRegistryModel({
    config: { dataDir: config.dataDir, registry: config.registry },
    ...{ log, signal: stop.signal },
  });
  const source = registry ?? config.model ?? bundled.model;
  const loadModels = () => createServedModels({ source, modelsDir: config.modelsDir, now: Date.now });
  // Without a model there is nothing to log: the usual first mistake leaves no trace.
  const early = typeof source === "string" && await isFile(join(source, "model.safetensors"))
    ? undefined
    : await loadModels();

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
  const [loaded, opened] = await Promise.allSettled([early ?? loadModels(), opening]);
  if (loaded.status === "rejected") {
    if (opened.status === "fulfilled") await opened.value.close();
    throw loaded.reason;
  }
  if (opened.status === "rejected") throw opened.reason;

  const served = loaded.value, predictions = opened.value;
  const newId = createAscendingIds({ now: Date.now, random: (words) => void crypto.getRandomValues(words) });
  const refusals = createRefusals({ now: Date.now });
  const reports = createReportThread();
  const monitor = createMonitor({
    run: reports.run,
    job: { databaseUrl: config.databaseUrl, env: passwordEnv(config.databaseUrl) },
    // Read with the library for it when the first report is made: a start need not wait for that.
    params: async () => (await import("./watch_params.ts")).readWatchParams(bundled.params),
    everyMs: config.monitorEveryMs,
    webhook: config.alert && createAlertWebhook({ ...config.alert, log, now: Date.now }),
    ...{ served, refusals, newId, now: Date.now, log },
  });
  const follower = registry && followRegistry({
    everyMs: config.registry!.pollMs,
    random: Math.random,
    ...{ registry, served, monitor, log },
  });
  const app = createApp({
    refusals,
    monitor,
    served,
    registry,
    predictions,
    keys,
    sessions: createSessions({ now: Date.now, randomToken: () => randomBytes(32).toString("base64url") }),
    metrics: createServerMetrics({ predictions, served, refusals, monitor, registry, version }),
    log,
    now: Date.now,
    newId,
    limits: { ...defaultLimits, ratePerMinute: config.ratePerMinute },
    accepting,
    version,
    hosts: !keys && isLoopback(host) ? ["localhost", "127.0.0.1", "[::1]", host] : undefined,
    trustedProxies: config.trustedProxies,
  });
  return {
    fetch: (request, info) => app.fetch(request, info),
    served,
    predictions,
    stopWatching() {
      monitor.close();
      reports.close();
      follower?.close();
      stop.abort();
    },
  };
}

/** The variables that the database's password may be in: a worker is told them with its job. */
function passwordEnv(databaseUrl: string): Record<string, string> {
  const named = URL.parse(databaseUrl)?.searchParams.get("password-env");
  // No other name is taken, and none may be asked for.
  const names = named?.startsWith("FAULTLINE_") ? ["MYSQL_PWD", named] : ["MYSQL_PWD"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
