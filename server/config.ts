import { join } from "node:path";
import { parseDuration } from "../lib/duration.ts";
import { FaultlineError } from "../lib/errors.ts";
import { type ModelReference, parseModelReference } from "../lib/tracking/model_reference.ts";
import { type TrackingAddress, trackingAddress } from "../lib/tracking/tracking_address.ts";
import { defaultLimits } from "./deps.ts";
import { isLoopback } from "./loopback.ts";

/** What the operator chose, checked. Opens nothing and reads no file. */
export interface Config {
  host: string;
  /** 0 for any free port. */
  port: number;
  dataDir: string;
  /** Folder of the model to serve; undefined for the one that came with the program, or for one from a registry. */
  model: string | undefined;
  /** The registered model to serve; undefined for a folder. */
  registry: RegistryConfig | undefined;
  /** Folder below which `POST /v1/model/reload` may name others. */
  modelsDir: string;
  /** `sqlite:PATH` or `mysql://…`; may hold a password. */
  databaseUrl: string;
  predictionLog: "journal" | "direct";
  journalMaxBytes: number;
  /** Days that predictions are kept; undefined for ever. */
  retentionDays: number | undefined;
  /** Where keys are: in the environment or in a file; undefined for none. */
  keys: { text: string } | { file: string } | undefined;
  ratePerMinute: number;
  /** How many front ends append to `X-Forwarded-For`. */
  trustedProxies: number;
  logLevel: "debug" | "info" | "warn" | "error";
  /** Milliseconds from one drift report to the next; 0 for none. */
  monitorEveryMs: number;
  /** Where a turn of the drift verdict is told; the URL may hold a secret. */
  alert: { url: string; secret: string | undefined } | undefined;
  /** Milliseconds that requests in flight have when the server is told to stop. */
  stopTimeoutMs: number;
}

/** A model that a registry keeps. */
export interface RegistryConfig {
  /** As `MODEL` says it, `models:/NAME@ALIAS` or `models:/NAME/VERSION`. */
  model: string;
  reference: ModelReference;
  /** Where the registry is; holds a password or a token. */
  address: TrackingAddress;
  /** Milliseconds from one question for the alias to the next; 0 for none. */
  pollMs: number;
}

/** A variable of the environment by its name. */
export type Env = (name: string) => string | undefined;

/**
 * Reads the environment. A variable that is empty counts as not set; one that Faultline does not know is not its
 * business.
 *
 * @throws {FaultlineError} `CONFIG_INVALID`, naming the variable, what it must be, and what it is unless it may hold a
 * secret; `TRACKING_ADDRESS` where the registry's will not do.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(readConfig(() => undefined).host, "127.0.0.1");
 * const env = { PORT: "8080", API_KEYS_FILE: "/run/secrets/keys" } as Record<string, string>;
 * equal(readConfig((name) => env[name]).host, "0.0.0.0");
 * ```
 */
export function readConfig(env: Env): Config {
  const get = trimmed(env);
  const dataDir = readDataDir(env);
  const keys = keysFrom(get);
  const databaseUrl = databaseUrlFrom(get, dataDir);
  const monitorEveryMs = every(get, "MONITOR_EVERY", "1h");
  const registry = readRegistry(env);
  return {
    host: hostFrom(get, keys !== undefined),
    port: whole(get, "PORT", { least: 0, most: 65_535, fallback: 5000 }),
    dataDir,
    model: registry ? undefined : get("MODEL"),
    registry,
    modelsDir: get("MODELS_DIR") ?? "models",
    databaseUrl,
    predictionLog: predictionLogFrom(get, databaseUrl),
    journalMaxBytes: 2 ** 20 * whole(get, "JOURNAL_MAX_MB", { least: 1, most: 1_000_000, fallback: 1024 }),
    retentionDays: whole(get, "RETENTION_DAYS", { least: 0, most: 36_500, fallback: 0 }) || undefined,
    keys,
    ratePerMinute: whole(get, "RATE_LIMIT", {
      least: 0,
      most: 1_000_000_000,
      fallback: defaultLimits.ratePerMinute,
    }),
    trustedProxies: whole(get, "TRUSTED_PROXIES", { least: 0, most: 16, fallback: 0 }),
    monitorEveryMs,
    alert: alertFrom(get, monitorEveryMs),
    logLevel: choice(get, "LOG_LEVEL", ["debug", "info", "warn", "error"], "info"),
    stopTimeoutMs: 1000 * whole(get, "STOP_SECONDS", { least: 1, most: 3600, fallback: 30 }),
  };
}

/** The folder of all that the server keeps. */
export function readDataDir(env: Env): string {
  return trimmed(env)("DATA_DIR") ?? "data";
}

/** An environment in which what is empty is not set. */
function trimmed(env: Env): Env {
  return (name) => env(name)?.trim() || undefined;
}

function keysFrom(get: Env): Config["keys"] {
  const text = get("API_KEYS"), file = get("API_KEYS_FILE");
  const auth = choice(get, "AUTH", ["keys", "none"], text || file ? "keys" : undefined);
  if (text && file) {
    throw invalid("API_KEYS and API_KEYS_FILE exclude each other", "keep one of them");
  }
  if (auth === "none" && (text || file)) {
    throw invalid(
      `AUTH=none lets everybody in, and ${text ? "API_KEYS" : "API_KEYS_FILE"} is set`,
      "unset one of them",
    );
  }
  if (auth === "keys" && !text && !file) {
    throw invalid("AUTH=keys needs API_KEYS or API_KEYS_FILE, and neither is set", makeKey);
  }
  return text ? { text } : file ? { file } : undefined;
}

const makeKey = "faultline key NAME SCOPES makes a key";

/** Without keys nobody from outside may come in, unless the operator says so in words. */
function hostFrom(get: Env, hasKeys: boolean): string {
  const host = get("HOST")?.replace(/^\[(.*)\]$/, "$1") ?? (hasKeys ? "0.0.0.0" : "127.0.0.1");
  if (!/^[\w.:%-]+$/.test(host)) {
    throw invalid(
      `HOST must be an address or a name of this machine, current value: ${JSON.stringify(host)}`,
    );
  }
  if (!hasKeys && get("AUTH") !== "none" && !isLoopback(host)) {
    throw invalid(
      `HOST must be a loopback address where no keys are set, current value: ${host}`,
      `set API_KEYS (${makeKey}), or AUTH=none to let everybody in who reaches this address`,
    );
  }
  return host;
}

/** The message shows no more than the kind: the rest may hold a password. */
function databaseUrlFrom(get: Env, dataDir: string): string {
  const url = get("DATABASE_URL") ?? `sqlite:${join(dataDir, "faultline.db")}`;
  if (/^sqlite:[^/?#]|^sqlite:\/(?!\/)/.test(url) || /^mysql:\/\/./.test(url)) return url;
  const kind = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0];
  throw invalid(
    `DATABASE_URL must be mysql://USER@HOST:3306/DATABASE or sqlite:PATH, ` +
      `current value begins with ${kind ?? "no kind"}`,
  );
}

function predictionLogFrom(get: Env, databaseUrl: string): Config["predictionLog"] {
  const mode = choice(get, "PREDICTION_LOG", ["journal", "direct"], "journal");
  if (mode === "direct" && databaseUrl.startsWith("sqlite:")) {
    throw invalid(
      "PREDICTION_LOG=direct needs a DATABASE_URL that begins with mysql:",
      "with SQLite the journal is the database: leave PREDICTION_LOG out",
    );
  }
  return mode;
}

/** A time of the environment, or how often nothing happens: 0. */
function every(get: Env, name: string, fallback: string): number {
  const text = get(name) ?? fallback;
  if (text === "0" || text === "off") return 0;
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= 1_000 && ms <= longestEveryMs) return ms;
  throw invalid(
    `${name} must be a time from 1s to 20d, or off, current value: ${JSON.stringify(text)}`,
    "write a whole number and s, m, h or d, as 30m or 1h",
  );
}

/** A timer takes no more than 24.8 days. */
const longestEveryMs = 20 * 24 * 3_600_000;

/**
 * Where the model is, if that is a registry.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` or `TRACKING_ADDRESS`.
 */
export function readRegistry(env: Env): RegistryConfig | undefined {
  const get = trimmed(env);
  const pollMs = every(get, "MODEL_POLL", "5m");
  const model = get("MODEL") ?? "";
  const reference = parseModelReference(model);
  if (reference === null) return undefined;
  const address = trackingAddress(env);
  if (address === null) {
    throw invalid(
      `MODEL=${model} lies in a registry, and MLFLOW_TRACKING_URI is not set`,
      "set it to the address of the MLflow server, or MODEL to a folder",
    );
  }
  // A version never becomes another one.
  return { model, reference, address, pollMs: reference.alias === null ? 0 : pollMs };
}

/** Neither URL nor secret is shown. */
function alertFrom(get: Env, everyMs: number): Config["alert"] {
  const url = get("ALERT_WEBHOOK"), secret = get("ALERT_WEBHOOK_SECRET");
  if (url === undefined) {
    if (secret === undefined) return undefined;
    throw invalid("ALERT_WEBHOOK_SECRET is set and ALERT_WEBHOOK is not", "set both, or neither");
  }
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw invalid("ALERT_WEBHOOK must be a URL that begins with https:// or http://");
  }
  if (everyMs === 0) {
    throw invalid("ALERT_WEBHOOK is set and MONITOR_EVERY is off: nobody would look", "unset one of them");
  }
  if (secret?.startsWith("whsec_") && !base64.test(secret.slice(6))) {
    throw invalid("ALERT_WEBHOOK_SECRET must be base64 behind whsec_", "or any text that does not begin so");
  }
  return { url, secret };
}

const base64 = /^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;

function whole(
  get: Env,
  name: string,
  { least, most, fallback }: { least: number; most: number; fallback: number },
): number {
  const text = get(name);
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw invalid(
    `${name} must be a whole number from ${least} to ${most}, current value: ${JSON.stringify(text)}`,
  );
}

function choice<Value extends string, Fallback extends Value | undefined>(
  get: Env,
  name: string,
  values: readonly Value[],
  fallback: Fallback,
): Value | Fallback {
  const text = get(name);
  if (text === undefined) return fallback;
  const value = values.find((value) => value === text);
  if (value !== undefined) return value;
  throw invalid(`${name} must be one of ${values.join(", ")}, current value: ${JSON.stringify(text)}`);
}

function invalid(message: string, hint?: string): FaultlineError {
  return new FaultlineError("CONFIG_INVALID", message, { hint });
}
