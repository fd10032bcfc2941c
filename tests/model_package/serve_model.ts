import { delimiter, join } from "node:path";

/** A packaged model that `mlflow models serve` answers for. */
export interface ServedModel extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
}

/** What is served, and by whom. */
export interface ServeModelOptions {
  /** The folder of the programs of a Python environment with MLflow. */
  programs: string;
  /** A model's folder, or `models:/NAME@ALIAS`. */
  model: string;
  /** The tracking server that `models:/` is asked of. */
  trackingUri?: string;
}

/**
 * Starts `mlflow models serve --env-manager local` on a free port of the loopback, and waits until it answers. It is
 * ended with its block.
 *
 * @throws {Error} When it ends, or says nothing for two minutes, before it listens.
 */
export async function serveModel({ programs, model, trackingUri }: ServeModelOptions): Promise<ServedModel> {
  const child = new Deno.Command(join(programs, "mlflow"), {
    args: [
      ...["models", "serve", "--model-uri", model, "--env-manager", "local"],
      ...["--host", "127.0.0.1", "--port", "0"],
    ],
    env: {
      PATH: [programs, Deno.env.get("PATH")].join(delimiter),
      ...(trackingUri ? { MLFLOW_TRACKING_URI: trackingUri } : {}),
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  const read = (async () => {
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const url = /Uvicorn running on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (url) resolve(url);
    }
    reject(new Error(`mlflow models serve ended\n${text}`));
  })();
  const timer = setTimeout(() => reject(new Error(`mlflow models serve does not listen\n${text}`)), 120_000);
  const end = async () => {
    // MLflow passes the signal on to the server that it started.
    child.kill("SIGTERM");
    await child.status;
    await read;
  };
  try {
    return { url: await listening, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
