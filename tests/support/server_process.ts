/** A server that runs as a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it has logged so far. */
  readonly stderr: () => string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  kill(signal: Deno.Signal): void;
}

/** How a server is started. */
export interface StartServerOptions {
  /** Program and arguments. */
  command: readonly string[];
  cwd: string;
  /** Variables added to the environment; `PORT` is 0 unless it is given. */
  env?: Record<string, string>;
}

/**
 * Starts a server and waits until it listens. It is killed at the end of its block:
 * `await using server = await startServer(…)`.
 *
 * @throws {Error} When it ends, or says nothing for 30 s, before it listens.
 */
export async function startServer({ command, cwd, env }: StartServerOptions): Promise<ServerProcess> {
  const child = new Deno.Command(command[0], {
    args: command.slice(1),
    cwd,
    env: { NO_COLOR: "1", PORT: "0", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  const read = (async () => {
    for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const url = /"url":"(http:[^"]+)\/"/.exec(text)?.[1];
      if (url) resolve(url);
    }
  })();
  const ended = child.status.then(async ({ code }) => {
    await read;
    reject(new Error(`${command.join(" ")} ended with ${code}\n${text}`));
    return code;
  });
  const timer = setTimeout(() => reject(new Error(`${command.join(" ")} does not listen\n${text}`)), 30_000);
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended already.
    }
  };
  try {
    const url = await listening;
    return {
      url,
      port: Number(new URL(url).port),
      pid: child.pid,
      stderr: () => text,
      ended,
      kill,
      async [Symbol.asyncDispose]() {
        kill("SIGKILL");
        await ended;
      },
    };
  } catch (error) {
    kill("SIGKILL");
    await ended;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
