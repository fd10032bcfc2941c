import type { RunFolder } from "../../lib/tracking/run_folder.ts";
import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";

/** When the sample's run begins, milliseconds since the epoch. */
export const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export const modelVersion = "0123456789ab";

/** The sample's files, by path. */
export const artifacts = new Map<string, Uint8Array>([
  ["reports/metrics_report.txt", text("F1 0.87\n")],
  ["reports/plots/größe 1.svg", text("<svg/>")],
  ["params.yaml", text("train:\n  trees: 100\n")],
]);

export const modelFiles = new Map<string, Uint8Array>([
  ["faultline/model.safetensors", text("the model")],
  ["faultline/reference.arrow", text("the reference")],
  ["faultline/metrics.json", text("{}")],
]);

/** A run with some of everything that can be logged, ended. */
export function sampleRun(folder: RunFolder, key: string, experiment: string, parent?: string): TrackedRun {
  const run = folder.begin(key, {
    name: `train ${key}`,
    experiment,
    start_ms: startMs,
    parent,
    tags: { "mlflow.source.name": "deno task train", "mlflow.user": "ann" },
  });
  run.params({
    "train.trees": 100,
    "train.max_depth": null,
    "outliers.keep_signal": true,
    "columns[UDI]": "id",
  });
  run.metrics({ "test.f1": 0.875, "test.nothing": NaN }, { timestamp_ms: startMs + 1 });
  run.metricSeries(
    "oob.average_precision",
    [10, 20, 30].map((step) => ({ step, value: step / 100, timestamp_ms: startMs + step })),
  );
  run.tags({ data_hash: "abc", "git.dirty": "false" });
  run.dataset({
    name: "readings",
    digest: "f00dcafe",
    source: "data/raw/readings.csv",
    source_type: "local",
    context: "training",
    rows: 10_000,
  });
  for (const [path, bytes] of artifacts) run.artifact(path, bytes);
  run.model({
    name: "faultline",
    model_version: modelVersion,
    files: modelFiles,
    mlmodel: {
      flavors: { python_function: { loader_module: "none" } },
      utc_time_created: "2026-01-02 03:04:05.000000",
    },
    params: { trees: 100 },
    metrics: { "test.f1": 0.875 },
    timestamp_ms: startMs + 1,
  });
  run.end("FINISHED", startMs + 60_000);
  return run;
}

function text(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
