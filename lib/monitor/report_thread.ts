import { FaultlineError } from "../errors.ts";
import type { MadeReport, MonitorAnswer, MonitorJob } from "./monitor_messages.ts";

/** Milliseconds that a report may take. */
const mostMs = 15 * 60_000;

/** A thread that makes reports, one at a time. */
export interface ReportThread {
  /**
   * Makes a report; not asked again before it is there.
   *
   * @param signal Gives it up.
   * @throws {FaultlineError} As `makeReport`; `LOG_UNAVAILABLE` when the thread dies, is given up, or has not answered
   * in 15 minutes.
   */
  run(job: MonitorJob, signal?: AbortSignal): Promise<MadeReport>;
  /** Ends the thread if there is one. */
  close(): void;
}

/**
 * Makes reports on a thread of its own, so that whoever answers requests meanwhile hears of it once, when it is done.
 * The thread starts with the first report, which keeps its starter waiting for a hundredth of a second, stays for the
 * reports that follow soon, and is gone afterwards with all the memory that it took.
 *
 * @param idleMs Milliseconds without a report after which it ends (default a minute).
 */
export function createReportThread({ idleMs = 60_000 }: { idleMs?: number } = {}): ReportThread {
  let worker: Worker | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;

  function close(): void {
    clearTimeout(idle);
    worker?.terminate();
    worker = undefined;
  }

  async function run(job: MonitorJob, signal?: AbortSignal): Promise<MadeReport> {
    clearTimeout(idle);
    if (signal?.aborted) throw notMade("it was given up");
    worker ??= new Worker(new URL("./monitor_worker.ts", import.meta.url), { type: "module" });
    const outcome = await answerOf(worker, job, signal);
    if ("lost" in outcome) {
      close();
      throw notMade(outcome.lost);
    }
    idle = setTimeout(close, idleMs);
    Deno.unrefTimer(idle);
    if (outcome.kind === "made") return outcome.made;
    const { code, message, hint } = outcome.error;
    throw new FaultlineError(code, message, { hint });
  }

  return { run, close };
}

function answerOf(
  worker: Worker,
  job: MonitorJob,
  signal: AbortSignal | undefined,
): Promise<MonitorAnswer | { lost: string }> {
  const { promise, resolve } = Promise.withResolvers<MonitorAnswer | { lost: string }>();
  const giveUp = () => resolve({ lost: "it was given up" });
  const timer = setTimeout(
    () => resolve({ lost: `it took more than ${mostMs / 60_000} minutes` }),
    mostMs,
  );
  signal?.addEventListener("abort", giveUp);
  worker.onmessage = ({ data }: MessageEvent<MonitorAnswer>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    resolve({ lost: event.message });
  };
  worker.postMessage(job);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  });
}

function notMade(reason: string): FaultlineError {
  return new FaultlineError("LOG_UNAVAILABLE", `no report was made: ${reason}`);
}
