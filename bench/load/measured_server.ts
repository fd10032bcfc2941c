import { processUsage } from "./process_usage.ts";

/** Milliseconds that a server has to end by itself. */
const stopMs = 5_000;

/** How a server of ours or of a peer is started. `{port}` and `{scratch}` in texts stand for what it is given. */
export interface ServerSpec {
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Answers 200 once the server can predict. */
  ready: string;
  /** Sent with every request. */
  headers: Readonly<Record<string, string>>;
  /** What is posted to for a prediction. */
  path: string;
  /** File of bodies, one a line. */
  bodies: string;
}

/** A server that runs. */
export interface MeasuredServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** Its data. */
  readonly scratch: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMs: number;
  /** What it has said so far. */
  readonly said: () => string;
  /** Asks it to end, all its processes, and waits. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Where it keeps its data, and on which port it listens, where that is not to be new. */
export interface StartOptions {
  scratch?: string;
  port?: number;
  /** Fulfilled when the server is ready, else it throws (default: asks for what the server names). */
  ready?: (port: number) => Promise<void>;
  /** Milliseconds between two tries (default 20). */
  pollMs?: number;
}

/**
 * Starts a server and waits until it is ready.
 *
 * @throws {Error} When it ends before that, or is not ready within a minute.
 */
export async function startMeasured(spec: ServerSpec, options: StartOptions = {}): Promise<MeasuredServer> {
  const {
    port = freePort(),
    pollMs = 20,
    ready = (port) => isReady(`http://127.0.0.1:${port}${spec.ready}`),
  } = options;
  const scratch = options.scratch ?? await Deno.makeTempDir({ prefix: "faultline-load-" });
  const filled = (text: string) => text.replaceAll("{port}", `${port}`).replaceAll("{scratch}", scratch);
  const began = performance.now();
  const child = new Deno.Command(spec.command[0], {
    args: spec.command.slice(1).map(filled),
    cwd: filled(spec.cwd),
    env: Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, filled(value)])),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "", ended = false;
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) said = (said + text).slice(-20_000);
  };
  const heard = Promise.all([listen(child.stdout), listen(child.stderr)]);
  const status = child.status.then(async () => {
    ended = true;
    await heard;
  });
  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (ended) return;
    // A task's runner may end before what it runs, so all are looked up first.
    const { pids } = await processUsage(child.pid);
    for (const pid of signal === "SIGKILL" ? pids : [child.pid]) kill(pid, signal);
    const late = setTimeout(() => pids.forEach((pid) => kill(pid, "SIGKILL")), stopMs);
    await status;
    clearTimeout(late);
  }
  const server: MeasuredServer = {
    port,
    pid: child.pid,
    scratch,
    readyMs: 0,
    said: () => said,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
      if (options.scratch === undefined) await Deno.remove(scratch, { recursive: true });
    },
  };
  while (!await ready(port).then(() => true, () => false)) {
    if (!ended && performance.now() - began < 60_000) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      continue;
    }
    await server[Symbol.asyncDispose]();
    throw new Error(`${spec.command.join(" ")} ${ended ? "ended" : "is not ready after a minute"}:\n${said}`);
  }
  return { ...server, readyMs: performance.now() - began };
}

async function isReady(url: string): Promise<void> {
  const response = await fetch(url);
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
