import { FaultlineError } from "../errors.ts";
import { type Log, silentLog } from "../log.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { RunFolder } from "./run_folder.ts";
import { sendRun } from "./send_run.ts";
import type { SentRun } from "./sent_run.ts";

/** What became of the runs that waited. */
export interface ReplayedRuns {
  sent: SentRun[];
  /** Keys of those that wait still, and why. */
  waiting: { key: string; error: FaultlineError }[];
}

/**
 * Sends everything that waits in a folder, oldest first. A run that the server refuses does not keep the others; when
 * the server is away, the rest waits without being tried.
 */
export async function replayRuns(
  folder: RunFolder,
  http: MlflowHttp,
  { log = silentLog }: { log?: Log } = {},
): Promise<ReplayedRuns> {
  const replayed: ReplayedRuns = { sent: [], waiting: [] };
  let away: FaultlineError | undefined;
  for (const key of folder.unsent()) {
    try {
      if (away) throw away;
      replayed.sent.push(await sendRun(folder, key, http, { log }));
    } catch (error) {
      if (!(error instanceof FaultlineError)) throw error;
      if (error.code === "TRACKING_UNREACHABLE") away = error;
      replayed.waiting.push({ key, error });
    }
  }
  return replayed;
}
