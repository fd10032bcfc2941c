import { join } from "node:path";
import type { PythonEnv } from "../../pipeline/python_env.ts";
import { startHttpFront } from "../tracking/http_front.ts";
import { venv } from "./venv.ts";

/** An MLflow server of the tests' own. */
export interface MlflowServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, of the checking front where there is one. */
  readonly uri: string;
  readonly port: number;
  /** The port of the server itself, behind the front. */
  readonly serverPort: number;
  /** Python with MLflow, onnx and onnxruntime, for reading back what was stored. */
  readonly python: string;
  /** Where it keeps its artifacts on this machine. */
  readonly artifactFolder: string;
  /** Requests heard so far, `METHOD PATH`, in order; only of a server with a front (`auth`). */
  readonly requests: readonly string[];
  /** Ends the server; its data stay. */
  halt(): Promise<void>;
  /** Starts it again on its port, with its data, after `halt`. */
  resume(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** How the server is started. */
export interface MlflowServerOptions {
  /** Whether the server passes artifacts on (default `proxy`). With `off` they are for a folder that only it may use. */
  artifacts?: "proxy" | "off";
  /** The `Authorization` header that a front demands of every request, e.g. `Bearer TOKEN`; others get 401. */
  auth?: string;
}

/** A Python environment with the real MLflow, made the first time. */
export function mlflowPython(): Promise<PythonEnv> {
  const requirements = join(import.meta.dirname!, "..", "tracking", "requirements.txt");
  return venv({ requirements, cost: "MLflow for the tests, about 1 GB" });
}

/** Starts an MLflow server on a free port of loopback with a SQLite database and a folder of its own: `await using`. */
export async function startMlflow(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  const { artifacts = "proxy", auth } = options;
  const { python } = await mlflowPython();
  const folder = await Deno.makeTempDir({ prefix: "faultline-mlflow-" });
  const artifactFolder = join(folder, "artifacts");
  const port = freePort();
  const args = [
    ...["-m", "mlflow", "server", "--workers", "1", "--host", "127.0.0.1", "--port", String(port)],
    ...["--backend-store-uri", `sqlite:///${folder}/mlflow.db`],
    ...(artifacts === "proxy"
      ? ["--artifacts-destination", artifactFolder]
      : ["--no-serve-artifacts", "--default-artifact-root", artifactFolder]),
  ];
  let running: Running | undefined = run(python, args, folder);
  const front = auth === undefined ? undefined : await startHttpFront(port);
  front?.decide(({ headers }) => headers.authorization === auth ? "pass" : unknownUser);

  async function halt() {
    await running?.end();
    running = undefined;
  }

  async function stop() {
    await halt();
    await front?.[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  }

  try {
    await untilReady(running, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    uri: `http://127.0.0.1:${front?.port ?? port}`,
    port: front?.port ?? port,
    serverPort: port,
    python,
    artifactFolder,
    requests: front?.calls ?? [],
    halt,
    async resume() {
      running = run(python, args, folder);
      await untilReady(running, port);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const unknownUser = { status: 401, body: "who are you?", headers: { "www-authenticate": "Basic" } };

interface Running {
  hasEnded(): boolean;
  noise(): string;
  end(): Promise<void>;
}

/** Starts the command; ending it ends its worker too, which the command leaves behind when it is killed outright. */
function run(python: string, args: string[], cwd: string): Running {
  const child = new Deno.Command(python, {
    args,
    cwd,
    env: { MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let noise = "", ended = false;
  const read = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      noise = (noise + text).slice(-5_000);
    }
  })();
  const status = child.status.then(() => ended = true);
  return {
    hasEnded: () => ended,
    noise: () => noise,
    async end() {
      const children = await childrenOf(child.pid);
      if (!ended) child.kill("SIGTERM");
      const timer = setTimeout(() => [child.pid, ...children].forEach(kill), 10_000);
      await status;
      await read;
      clearTimeout(timer);
      children.forEach(kill);
    },
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  try {
    const pids = (await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)).trim().split(/\s+/);
    const children = pids.filter((text) => text !== "").map(Number);
    return [...children, ...(await Promise.all(children.map(childrenOf))).flat()];
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

async function untilReady(running: Running, port: number): Promise<void> {
  for (let attempt = 0; attempt < 1_800; attempt++) {
    if (running.hasEnded()) throw new Error(`the MLflow server ended:\n${running.noise()}`);
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health`);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the MLflow server does not get ready:\n${running.noise()}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
