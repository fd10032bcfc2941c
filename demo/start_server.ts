import { fileURLToPath } from "node:url";

/** A server that runs as a process of its own. */
export interface DemoServer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /**
   * Its answer to a request.
   *
   * @throws {Error} When it answers with anything but 200, or not at all.
   */
  ask(path: string, body?: unknown): Promise<unknown>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
  /** Fulfilled when it has ended. */
  readonly ended: Promise<void>;
}

/** Where a server finds its model and keeps its predictions. */
export interface StartServerOptions {
  model: string;
  dataDir: string;
}

const root = fileURLToPath(new URL("..", import.meta.url));
/** Milliseconds that it has to begin to listen. */
const patienceMs = 30_000;
/** Lines of its log that are kept for an error. */
const keptLines = 10;

/**
 * The environment of a server that keeps to its own folder. What somebody has set for another server, such as a
 * database or keys, must not reach this one: an empty variable counts as not set.
 */
export function serverEnv({ model, dataDir }: StartServerOptions): Record<string, string> {
  const others = [
    ...["MODELS_DIR", "DATABASE_URL", "PREDICTION_LOG", "JOURNAL_MAX_MB", "RETENTION_DAYS", "API_KEYS"],
    ...["API_KEYS_FILE", "AUTH", "RATE_LIMIT", "TRUSTED_PROXIES", "STOP_SECONDS", "ALERT_WEBHOOK"],
    ...["ALERT_WEBHOOK_SECRET", "MODEL_POLL", "MLFLOW_TRACKING_URI"],
  ];
  return {
    ...Object.fromEntries(others.map((name) => [name, ""])),
    HOST: "127.0.0.1",
    PORT: "0",
    MODEL: model,
    DATA_DIR: dataDir,
    LOG_LEVEL: "info",
    // Its report is asked for.
    MONITOR_EVERY: "off",
  };
}

/**
 * Starts `deno task serve` with a model, on a free port, and waits until it listens.
 *
 * @throws {Error} When it ends, or says nothing for 30 s, before it listens.
 */
export async function startServer(options: StartServerOptions): Promise<DemoServer> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
    cwd: root,
    env: { NO_COLOR: "1", ...serverEnv(options) },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const last: string[] = [];
  const fault = (what: string) => new Error([`the server ${what}`, ...last].join("\n"));
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  const heard = listen(child.stderr, (line) => {
    last.push(line);
    if (last.length > keptLines) last.shift();
    const url = /"url":"(http:[^"]+)\/"/.exec(line)?.[1];
    if (url) resolve(url);
  });
  const ended = child.status.then(async ({ code }) => {
    await heard;
    reject(fault(`ended with ${code}`));
  });
  function signal(name: Deno.Signal): void {
    try {
      child.kill(name);
    } catch {
      // It has ended already.
    }
  }
  const timer = setTimeout(() => reject(fault("does not listen")), patienceMs);
  try {
    const url = await listening;
    return {
      url,
      async ask(path, body) {
        const response = await send(`${url}${path}`, body).catch((cause) => {
          throw new Error(`${fault(`does not answer ${path}`).message}`, { cause });
        });
        if (response.status === 200) return await response.json();
        throw new Error(`the server answered ${path} with ${response.status}: ${await response.text()}`);
      },
      async stop() {
        signal("SIGTERM");
        await ended;
      },
      kill: () => signal("SIGKILL"),
      ended,
    };
  } catch (error) {
    signal("SIGKILL");
    await ended;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function send(url: string, body: unknown): Promise<Response> {
  if (body === undefined) return fetch(url);
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Tells of every whole line. */
async function listen(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest);
}
