import { cutText, mlflowLimits, mlflowName } from "./mlflow_text.ts";
import type { RunFiles } from "./run_files.ts";
import type { RunJournal } from "./run_journal.ts";
import type { MetricPoint, OperationOf } from "./run_operation.ts";

/** A value of a param. */
export type ParamValue = string | number | boolean | null;

/** When a metric was taken. */
export interface MetricTime {
  /** Milliseconds since the epoch. */
  timestamp_ms: number;
  /** A whole number, e.g. trees grown so far (default 0). */
  step?: number;
}

/** One value of a metric that has several. */
export interface SeriesPoint {
  value: number;
  timestamp_ms: number;
  step: number;
}

/** A data set that a run used. */
export type RunDataset = Omit<OperationOf<"dataset">, "op">;

/** A model that a run made, as a folder that MLflow loads. */
export interface RunModel {
  /** The logged model's name. */
  name: string;
  /** 12 hex digits; a run logs each version once. */
  model_version: string;
  /** Bytes by path in the model folder; `MLmodel` is not among them. */
  files: ReadonlyMap<string, Uint8Array>;
  /** What the file `MLmodel` holds; `run_id`, `model_id` and `artifact_path` are added when they are known. */
  mlmodel: Record<string, unknown>;
  params?: Record<string, ParamValue>;
  metrics?: Record<string, number>;
  /** Of the metrics, milliseconds since the epoch. */
  timestamp_ms: number;
}

/**
 * A run that is being logged. Everything is on disk when a method comes back, and nothing is sent: that is
 * {@linkcode sendRun}'s. Names and values that MLflow does not take are made such that it does.
 *
 * Methods throw `OUTPUT_UNWRITABLE` or `OUTPUT_DISK_FULL` when the journal cannot be written.
 */
export interface TrackedRun {
  readonly key: string;
  /** A param keeps the first value it was given. */
  params(values: Record<string, ParamValue>): void;
  /** Values may be NaN and infinite. */
  metrics(values: Record<string, number>, time: MetricTime): void;
  metricSeries(name: string, points: Iterable<SeriesPoint>): void;
  tags(values: Record<string, string>): void;
  dataset(dataset: RunDataset): void;
  /** A file of the run, at a path below its artifacts; the bytes are copied. */
  artifact(path: string, bytes: Uint8Array): void;
  model(model: RunModel): void;
  /** A run that goes on after its end, by another command, ends again. */
  end(status: "FINISHED" | "FAILED" | "KILLED", atMs: number): void;
}

/** A run that writes to a journal. */
export function createTrackedRun(key: string, journal: RunJournal, files: RunFiles): TrackedRun {
  return {
    key,
    params: (values) => journal.append({ op: "params", values: paramTexts(values) }),
    metrics: (values, time) => journal.append({ op: "metrics", points: pointsOf(values, time) }),
    metricSeries(name, points) {
      const all = Array.from(points, ({ value, ...time }) => pointOf(name, value, time));
      journal.append({ op: "metrics", points: all });
    },
    tags: (values) => journal.append({ op: "tags", values: tagTexts(values) }),
    dataset(dataset) {
      journal.append({ op: "dataset", ...dataset, digest: dataset.digest.slice(0, mlflowLimits.digest) });
    },
    artifact(path, bytes) {
      // Servers take these for parts of a URL.
      journal.append({ op: "artifact", file: files.keep(path.replace(/[#%?\\]/g, "_"), bytes) });
    },
    model({ files: contents, params = {}, metrics = {}, timestamp_ms, ...model }) {
      journal.append({
        op: "model",
        ...model,
        files: Array.from(contents, ([path, bytes]) => files.keep(path, bytes)),
        params: paramTexts(params),
        metrics: pointsOf(metrics, { timestamp_ms }),
      });
    },
    end: (status, atMs) => journal.append({ op: "end", status, at_ms: Math.round(atMs) }),
  };
}

/** Tags as MLflow takes them. */
export function tagTexts(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [mlflowName(name), cutText(value, mlflowLimits.tag)]),
  );
}

function paramTexts(values: Record<string, ParamValue>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map((
      [name, value],
    ) => [mlflowName(name), cutText(String(value), mlflowLimits.param)]),
  );
}

function pointsOf(values: Record<string, number>, time: MetricTime): MetricPoint[] {
  return Object.entries(values).map(([name, value]) => pointOf(name, value, time));
}

function pointOf(name: string, value: number, { timestamp_ms, step = 0 }: MetricTime): MetricPoint {
  const written = Number.isFinite(value) ? value : String(value) as "NaN" | "Infinity" | "-Infinity";
  return { key: mlflowName(name), value: written, timestamp: Math.round(timestamp_ms), step };
}
