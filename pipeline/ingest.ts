import type { IngestSummary } from "../lib/contracts/summaries.ts";
import { ingestReadings } from "../lib/stores/ingest_readings.ts";
import { sourceFromUrl } from "../lib/stores/source_from_url.ts";
import { stepLine } from "../lib/report/screen_report.ts";
import { runTask, type TaskContext } from "./stage.ts";
import { recordTiming } from "./timing.ts";

/** What ingest needs of a task. */
export type IngestContext = Pick<TaskContext, "params" | "log" | "progress" | "env">;

/** Takes readings from `ingest.source` into a folder: readings.csv, rejected.csv and summary.json. */
export async function ingest(context: IngestContext, outputFolder = "data/raw"): Promise<IngestSummary> {
  const { params, log, env } = context;
  const source = sourceFromUrl(params.ingest.source, { env });
  const progress = context.progress("ingest", 0, "rows");
  try {
    return await ingestReadings(source, params.ingest, {
      outputFolder,
      onProgress: (done, total) =>
        progress.update(done, total === undefined ? undefined : Math.max(total, done)),
      log,
    });
  } finally {
    progress.stop();
  }
}

/** What was taken in, for a person. */
export function ingestSentence({ rows, rejected }: IngestSummary): string {
  const count = (n: number) => n.toLocaleString("en-US");
  return `${count(rows)} rows, ${count(rejected)} rejected${
    rejected > 0 ? " (see data/raw/rejected.csv)" : ""
  }`;
}

if (import.meta.main) {
  await runTask({
    name: "stage:ingest",
    summary:
      "Takes readings from a source into data/raw/readings.csv; rows that break the contract are set aside.",
    source: true,
  }, async (context) => {
    const { value, seconds } = await context.timed(() => ingest(context));
    await recordTiming({ ingest_s: seconds });
    context.print(stepLine("ingest", value.source, ingestSentence(value), seconds));
  });
}
