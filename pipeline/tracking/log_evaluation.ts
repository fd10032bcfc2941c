import { join } from "node:path";
import type { Metrics } from "../../lib/contracts/metrics.ts";
import { modelPackage } from "../../lib/model_package/model_package.ts";
import { readModelFiles } from "../../lib/model_package/read_model_files.ts";
import { flatNumbers } from "../../lib/tracking/flat_values.ts";
import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";

/** Files that a run keeps where they are there, and how its artifacts call them. */
const kept: readonly [path: string, name: string][] = [
  ["params.yaml", "params.yaml"],
  ["dvc.lock", "dvc.lock"],
  ["reports/metrics.json", "metrics.json"],
  ["reports/metrics_report.txt", "metrics_report.txt"],
  ["reports/model_card.html", "model_card.html"],
];

/** What a run is told once its model has been judged: scores, report, card, plots, and the model for Python. */
export async function logEvaluation(
  run: TrackedRun,
  metrics: Metrics,
  modelFolder: string,
): Promise<void> {
  const timestamp_ms = Date.now();
  const { data: _, ...scores } = metrics;
  run.metrics(flatNumbers(scores), { timestamp_ms });
  for (const [path, name] of kept) {
    const bytes = await readIfThere(path);
    if (bytes) run.artifact(name, bytes);
  }
  for await (const { name, isFile } of Deno.readDir("reports/plots")) {
    if (isFile) run.artifact(`plots/${name}`, await Deno.readFile(join("reports/plots", name)));
  }
  const { files, mlmodel } = await modelPackage(await readModelFiles(modelFolder), {
    createdMs: timestamp_ms,
  });
  const { name, version } = metrics.model;
  run.model({
    ...{ name, model_version: version, files, mlmodel, timestamp_ms },
    metrics: flatNumbers({ test: metrics.test }),
  });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
