import type { Hono } from "hono";
import { createLog } from "../../lib/log.ts";
import type { AppEnv, Deps } from "../../server/deps.ts";
import { createKeyRing, makeKey } from "../../server/keys.ts";
import { readBody } from "../../server/middleware/read_body.ts";
import { parseJson } from "../../server/middleware/read_json.ts";
import { type ApiApp, type ApiAppOptions, startApi } from "./api_app.ts";

/** The app with its log to read and small routes to try the middleware on. */
export interface CoreApp extends ApiApp {
  /** Log lines so far. */
  lines: string[];
}

/**
 * Starts the app with two further routes: `POST /try/echo` answers the JSON that it is sent, `GET /try/fail` throws.
 */
export async function startCore(options: ApiAppOptions = {}): Promise<CoreApp> {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
  const api = await startApi({ ...options, deps: { log, ...options.deps } });
  const { limits } = api.deps;
  api.app.post(
    "/try/echo",
    async (c) => c.json(parseJson(await readBody(c, limits.bodyBytes, limits.bodyTimeoutMs)) as null),
  );
  api.app.get("/try/fail", () => {
    throw new Error("the secret path is /var/lib/secret");
  });
  return Object.assign(api, { lines });
}

/** A key of each kind, and the ring that knows them. */
export function sampleKeys(): { reader: string; gateway: string; admin: string; ring: Deps["keys"] } {
  const make = (name: string, scopes: string[], byte: number) =>
    makeKey(name, scopes, new Uint8Array(32).fill(byte));
  const [reader, gateway, admin] = [
    make("reader", ["read"], 1),
    make("gateway", ["predict"], 2),
    make("admin", ["admin"], 3),
  ];
  return {
    reader: reader.key,
    gateway: gateway.key,
    admin: admin.key,
    ring: createKeyRing([reader, gateway, admin].map(({ entry }) => entry).join(",")),
  };
}

/** A header with a key. */
export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** A connection as `Deno.serve` would hand it on. */
export const from = (address: string) => ({ remoteAddr: { hostname: address, port: 1, transport: "tcp" } });

/** An app on a port of this machine. */
export interface Served extends AsyncDisposable {
  port: number;
  url: string;
}

/** Listens on loopback: `await using server = serveApp(app)`. */
export function serveApp(app: Hono<AppEnv>): Served {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app.fetch);
  const { port } = server.addr;
  return { port, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}
