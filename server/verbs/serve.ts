import { createLog } from "../../lib/log.ts";
import { writeStderrLine } from "../../lib/write_stderr_line.ts";
import { type Config, readConfig } from "../config.ts";
import { countRequests } from "../count_requests.ts";
import { listen, urlOf } from "../listen.ts";
import { openApp } from "../open_app.ts";
import { stopRequested } from "../stop_signals.ts";

/** Milliseconds that connections and the prediction log have to close, after requests in flight are answered. */
const closingMs = 10_000;

/**
 * Serves until SIGTERM or SIGINT: then readiness goes off, requests in flight are answered, what is not yet durable
 * becomes so, and it ends with 0.
 *
 * @throws {FaultlineError} As `readConfig` and `openApp`, when it cannot start.
 */
export async function serve(): Promise<number> {
  const stop = stopRequested();
  const config = readConfig(Deno.env.get);
  const log = createLog({ write: writeStderrLine, now: Date.now, level: config.logLevel });
  const counted = countRequests((request, info) => app.fetch(request, info));
  const opening = openApp({ config, log, accepting: counted.accepting });
  const opened = await Promise.race([opening, stop.then(() => undefined)]);
  // Told to stop before it answered anybody: there is nothing to finish.
  if (!opened) return 0;
  const app = opened;

  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = listen({ host: config.host, port: config.port, handle: counted.handle });
  } catch (error) {
    app.stopWatching();
    await app.predictions.close();
    throw error;
  }
  const { name, version, registered } = app.served.current();
  log.info(
    {
      url: urlOf(server.addr),
      model: `${name} ${version}`,
      registered: registered === null ? undefined : `${config.registry?.model} version ${registered.version}`,
      predictions: placeOf(config),
    },
    "listening",
  );

  log.info({ signal: await stop }, "stopping");
  app.stopWatching();
  const left = await counted.rest({ timeoutMs: config.stopTimeoutMs });
  if (left > 0) {
    log.warn({ requests: left }, `requests were not answered within ${config.stopTimeoutMs / 1000} s`);
  }
  // A graceful shutdown would wait for those; they end with the process.
  if (left === 0) await within(closingMs, server.shutdown());
  const closed = await within(closingMs, app.predictions.close().then(() => true));
  if (!closed) log.error({}, "the prediction log did not close in time");
  else log.info({}, "stopped");
  return closed ? 0 : 1;
}

/** Where predictions go, for a person: never a password. */
function placeOf({ databaseUrl, predictionLog, dataDir }: Config): string {
  if (databaseUrl.startsWith("sqlite:")) return databaseUrl;
  const url = new URL(databaseUrl);
  url.password = "";
  return predictionLog === "direct" ? url.href : `journal in ${dataDir}, then ${url.href}`;
}

/** A promise's value, or undefined when it takes too long. */
async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => timer = setTimeout(() => resolve(undefined), ms));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
