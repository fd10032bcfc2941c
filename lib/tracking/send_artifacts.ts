import type { Log } from "../log.ts";
import { artifactStore } from "./artifact_store.ts";
import { inParallel } from "./in_parallel.ts";
import type { MlflowHttp } from "./mlflow_http.ts";
import type { RunFiles } from "./run_files.ts";
import type { KeptFile } from "./run_operation.ts";

/** Files sent at once. */
const atOnce = 6;

/**
 * Sends a run's files. Of several for one path the last is sent.
 *
 * @param sent Called for each file that needs not be sent again.
 * @returns Whether the server takes artifacts.
 */
export async function sendArtifacts(
  http: MlflowHttp,
  artifactUri: string,
  kept: readonly KeptFile[],
  { files, log, sent }: { files: RunFiles; log: Log; sent: (file: KeptFile) => void },
): Promise<boolean> {
  const put = artifactStore(http, artifactUri);
  const last = new Map(kept.map((file) => [file.path, file]));
  let areTaken = true;
  await inParallel([...last.values()], atOnce, async (file) => {
    if (!areTaken) return;
    const bytes = await files.read(file);
    if (bytes === undefined) {
      log.warn({ path: file.path }, "tracking: an artifact is gone or changed, and not sent");
    } else areTaken = await put(file.path, bytes) && areTaken;
    if (areTaken) sent(file);
  });
  return areTaken;
}
