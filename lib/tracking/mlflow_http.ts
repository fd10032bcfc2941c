import { setTimeout } from "node:timers/promises";
import type { Log } from "../log.ts";
import { httpExchange, type HttpRequest } from "./http_exchange.ts";
import { type AnswerBody, judgeAnswer, type Judgement } from "./judge_answer.ts";
import { secretHider } from "./secret_hider.ts";
import type { TrackingAddress } from "./tracking_address.ts";
import { unreachable } from "./unreachable.ts";

/** An MLflow server over REST. Every call persists through what passes by itself; see {@linkcode createMlflowHttp}. */
export interface MlflowHttp {
  /** The server's address, without credentials. */
  readonly uri: string;
  /** Reads a path below `/api/2.0/mlflow/`. */
  get(path: string, query?: Record<string, string>): Promise<unknown>;
  /** Sends what may be sent twice without harm. */
  post(path: string, body: unknown): Promise<unknown>;
  patch(path: string, body: unknown): Promise<unknown>;
  delete(path: string, body: unknown): Promise<unknown>;
  /**
   * Sends what must not be done twice. Before it is sent again `find` looks whether it was done after all, since an
   * answer that is lost says nothing; what it finds is the answer.
   */
  postOnce<T>(
    path: string,
    body: unknown,
    find: () => Promise<T | undefined>,
  ): Promise<T | { answer: unknown }>;
  /** Stores a file at a path below `/api/2.0/mlflow-artifacts/artifacts/`. */
  putArtifact(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Reads a file at a path below `/api/2.0/mlflow-artifacts/artifacts/`. */
  getArtifact(path: string): Promise<Uint8Array>;
  /** Reads a file at a path below the server's own address, e.g. `model-versions/get-artifact`. */
  getFile(path: string, query: Record<string, string>): Promise<Uint8Array>;
}

/** How the server is spoken to. */
export interface MlflowHttpOptions {
  address: TrackingAddress;
  /** Default: the global one. */
  fetch?: typeof fetch;
  /** Waits between attempts, milliseconds (default: a timer). */
  sleep?: (ms: number) => Promise<void>;
  /** From 0 to below 1; spreads the waits of many clients. */
  random: () => number;
  /** Time for one attempt, milliseconds (default 30,000); files get a further second for every 100 kB. */
  timeoutMs?: number;
  /** How often a request is sent at most (default 5). */
  attempts?: number;
  /** Hears of repeated attempts, at `debug`. */
  log?: Log;
  /** Ends what is under way; its reason is thrown. */
  signal?: AbortSignal;
}

const firstWaitMs = 250;
const longestWaitMs = 10_000;
const longestAskedWaitMs = 30_000;
const leastBytesPerMs = 100;

/**
 * A client of an MLflow server. Connections that fail, time-outs, answers that are cut off, 429 and 5xx are tried again
 * after 0.25 s, 0.5 s, 1 s … with jitter, or after what `Retry-After` says up to 30 s.
 *
 * Its methods throw `TRACKING_UNREACHABLE` when no attempt came through, and `TRACKING_REFUSED` with MLflow's own
 * message for any other answer; the cause is a {@linkcode Refusal}. No message, log line or cause has a secret in it.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const http = createMlflowHttp({
 *   address: { uri: "http://mlflow.example", authorization: null },
 *   fetch: () => Promise.resolve(Response.json({ experiment: { experiment_id: "1" } })),
 *   random: () => 0.5,
 * });
 * deepEqual(await http.get("experiments/get-by-name", { experiment_name: "faultline" }), {
 *   experiment: { experiment_id: "1" },
 * });
 * ```
 */
export function createMlflowHttp(options: MlflowHttpOptions): MlflowHttp {
  const { address: { uri, authorization }, random, timeoutMs = 30_000, attempts = 5, log, signal } = options;
  const sleep = options.sleep ?? ((ms: number) => setTimeout(ms, undefined, { signal }));
  const fetch = options.fetch ?? globalThis.fetch;
  const hide = secretHider(authorization);

  async function attempt(request: HttpRequest, body: AnswerBody, bytes: number): Promise<Judgement> {
    const headers = { ...request.headers, ...(authorization ? { authorization } : {}) };
    const time = timeoutMs + Math.ceil(bytes / leastBytesPerMs);
    const exchange = await httpExchange({ ...request, headers }, { fetch, timeoutMs: time, signal });
    return judgeAnswer(exchange, body, { uri, hide });
  }

  /** Repeats until there is an answer; `find` may give it before an attempt is repeated. */
  async function send(
    request: HttpRequest,
    body: AnswerBody,
    { bytes = 0, find }: { bytes?: number; find?: () => Promise<unknown> } = {},
  ): Promise<unknown> {
    for (let number = 1;; number++) {
      const outcome = await attempt(request, body, bytes);
      if (outcome.kind === "value") return outcome.value;
      if (number >= attempts) throw unreachable(uri, outcome, number);
      const own = Math.min(firstWaitMs * 2 ** (number - 1), longestWaitMs) * (0.5 + random() / 2);
      const wait = Math.max(own, Math.min(outcome.waitMs, longestAskedWaitMs));
      log?.debug({ attempt: number, why: outcome.why, wait_ms: Math.round(wait) }, "tracking: trying again");
      await sleep(wait);
      signal?.throwIfAborted();
      const found = await find?.();
      if (found !== undefined) return found;
    }
  }

  function call(method: "POST" | "PATCH" | "DELETE", path: string, body: unknown): HttpRequest {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return { method, url: `${uri}/api/2.0/mlflow/${path}`, headers, body: JSON.stringify(body) };
  }

  const read = (url: string, accept: string): HttpRequest => ({ method: "GET", url, headers: { accept } });

  return {
    uri,
    get(path, query = {}) {
      const url = `${uri}/api/2.0/mlflow/${path}${queryText(query)}`;
      return send(read(url, "application/json"), "json");
    },
    post: (path, body) => send(call("POST", path, body), "json"),
    patch: (path, body) => send(call("PATCH", path, body), "json"),
    delete: (path, body) => send(call("DELETE", path, body), "json"),
    async postOnce<T>(path: string, body: unknown, find: () => Promise<T | undefined>) {
      let found: T | undefined;
      const answer = await send(call("POST", path, body), "json", { find: async () => found = await find() });
      return found ?? { answer };
    },
    async putArtifact(path, bytes) {
      const headers = { "content-type": "application/octet-stream" };
      const request: HttpRequest = { method: "PUT", url: artifactUrl(path), headers, body: bytes };
      await send(request, "nothing", { bytes: bytes.length });
    },
    getArtifact: (path) => download(artifactUrl(path)),
    getFile: (path, query) => download(`${uri}/${path}${queryText(query)}`),
  };

  async function download(url: string): Promise<Uint8Array> {
    return await send(read(url, "*/*"), "bytes", { bytes: downloadBytes }) as Uint8Array;
  }

  function artifactUrl(path: string): string {
    const place = path.split("/").map(encodeURIComponent).join("/");
    return `${uri}/api/2.0/mlflow-artifacts/artifacts/${place}`;
  }
}

/** What a file to be read is taken to have, since its size is not known before. */
const downloadBytes = 10_000_000;

function queryText(query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? "" : `?${text}`;
}
