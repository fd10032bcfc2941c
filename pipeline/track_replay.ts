import { FaultlineError } from "../lib/errors.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { replayRuns } from "../lib/tracking/replay_runs.ts";
import { createRunFolder } from "../lib/tracking/run_folder.ts";
import { runTask } from "./stage.ts";
import { openRegistry } from "./tracking/open_registry.ts";
import { sentLine, trackingFolder } from "./tracking/tracker.ts";

await runTask({
  name: "track:replay",
  summary:
    "Sends the runs that wait in .tracking/ to the server that MLFLOW_TRACKING_URI names; nothing twice.",
  help: "Example:\n  MLFLOW_TRACKING_URI=http://127.0.0.1:5001 deno task track:replay",
}, async (context) => {
  const { http } = openRegistry(context);
  const { sent, waiting } = await replayRuns(createRunFolder(trackingFolder), http, { log: context.log });
  for (const run of sent) context.print(stepLine("sent", "", sentLine(run), null));
  if (sent.length + waiting.length === 0) context.print("nothing waits to be sent");
  if (waiting.length === 0) return;
  const [{ error }] = waiting;
  throw new FaultlineError(error.code, error.message, {
    cause: error,
    details: waiting.map(({ key, error: { message } }) => `${key} waits still: ${message}`),
    hint: error.hint ?? "run deno task track:replay again when the server is back",
  });
});
