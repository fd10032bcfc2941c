/** Signals that ask a server to end, and the exit code of one that ends at once. */
const stopSignals = [["SIGTERM", 143], ["SIGINT", 130]] as const;

/** What reaching into the process takes, for a test to stand in. */
export interface StopSignalsOptions {
  listen?: (signal: Deno.Signal, heard: () => void) => void;
  exit?: (code: number) => void;
  now?: () => number;
}

/**
 * Fulfilled with the first SIGTERM or SIGINT. Another one more than a second later ends the process at once, with
 * 143 or 130; within that second it is taken for the same: a terminal sends Ctrl+C to the whole process group, and
 * `deno task` passes on what it gets, so that one wish arrives twice.
 */
export function stopRequested(options: StopSignalsOptions = {}): Promise<Deno.Signal> {
  const { listen = Deno.addSignalListener, exit = Deno.exit, now = performance.now.bind(performance) } =
    options;
  const { promise, resolve } = Promise.withResolvers<Deno.Signal>();
  let first: number | undefined;
  for (const [signal, code] of stopSignals) {
    listen(signal, () => {
      if (first === undefined) {
        first = now();
        resolve(signal);
      } else if (now() - first > 1000) exit(code);
    });
  }
  return promise;
}
