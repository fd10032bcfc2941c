import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";

interface OpenRun {
  run: TrackedRun;
  send: () => Promise<unknown>;
}

/** Runs of this process that have begun and not ended. */
const open = new Map<string, OpenRun>();

/** Notes that a run is under way, and how to send what waits of it. */
export function runBegins(run: TrackedRun, send: () => Promise<unknown>): void {
  open.set(run.key, { run, send });
}

/** Notes that a run has ended as it should. */
export function runEnds({ key }: TrackedRun): void {
  open.delete(key);
}

/** Ends the runs under way in their journals, as when the process is about to be stopped; they are sent another time. */
export function endOpenRuns(status: "FAILED" | "KILLED", atMs: number): void {
  for (const { run } of open.values()) run.end(status, atMs);
}

/** Ends the runs under way because the task has failed, and sends them if that can be done. */
export async function failOpenRuns(atMs: number): Promise<void> {
  endOpenRuns("FAILED", atMs);
  for (const { send } of open.values()) await send().catch(() => {});
  open.clear();
}
