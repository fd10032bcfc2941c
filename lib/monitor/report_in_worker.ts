import { FaultlineError } from "../errors.ts";
import type { MadeReport, MonitorAnswer, MonitorJob } from "./monitor_messages.ts";

/** Milliseconds that a report may take. */
const mostMs = 15 * 60_000;

/**
 * Makes a report on a thread of its own, which is gone afterwards with all the memory that it took: whoever answers
 * requests meanwhile hears of it once, when it is done.
 *
 * @param signal Gives it up.
 * @throws {FaultlineError} As `makeReport`; `LOG_UNAVAILABLE` when the thread dies, is given up, or has not answered
 * in 15 minutes.
 */
export function reportInWorker(job: MonitorJob, signal?: AbortSignal): Promise<MadeReport> {
  const worker = new Worker(new URL("./monitor_worker.ts", import.meta.url), { type: "module" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let giveUp = () => {};
  return new Promise<MadeReport>((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new FaultlineError("LOG_UNAVAILABLE", `no report was made: ${reason}`));
    timer = setTimeout(() => fail(`it took more than ${mostMs / 60_000} minutes`), mostMs);
    giveUp = () => fail("it was given up");
    if (signal?.aborted) return giveUp();
    signal?.addEventListener("abort", giveUp);
    worker.onmessage = ({ data: answer }: MessageEvent<MonitorAnswer>) => {
      if (answer.kind === "made") return resolve(answer.made);
      const { code, message, hint } = answer.error;
      reject(new FaultlineError(code, message, { hint }));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    worker.postMessage(job);
  }).finally(() => {
    worker.terminate();
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  });
}
