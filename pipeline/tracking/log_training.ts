import type { Params } from "../../lib/contracts/params.ts";
import type { SplitSummary } from "../../lib/contracts/summaries.ts";
import type { Model } from "../../lib/model/model.ts";
import { flatNumbers, flatValues } from "../../lib/tracking/flat_values.ts";
import type { TrackedRun } from "../../lib/tracking/tracked_run.ts";
import { readingsDataset } from "./readings_dataset.ts";

/** What a run is told before its forest grows: every param that counts for it, and the readings. */
export function logInputs(run: TrackedRun, params: Params, split: SplitSummary): void {
  const { monitor: _, drift: __, register: ___, tune: ____, compare: _____, ...used } = params;
  // The source as ingest has written it down: without a password.
  const { source } = split.ingest;
  run.params(flatValues({ ...used, ingest: { ...used.ingest, source } }));
  run.tags({ data_hash: split.ingest.hash });
  run.dataset(readingsDataset(split, "training"));
}

/** What a run is told once its model stands. */
export function logModel(
  run: TrackedRun,
  trained: { model: Model; version: string; timing: Record<string, number> },
  outOfBag: readonly { trees: number; average_precision: number }[],
): void {
  const { model, version, timing } = trained;
  const timestamp_ms = Date.now();
  run.tags({ model_version: version });
  run.metrics(flatNumbers({ training: model.header.training, ...timing }), { timestamp_ms });
  run.metricSeries(
    "out_of_bag.average_precision",
    outOfBag.map(({ trees, average_precision }) => ({ step: trees, value: average_precision, timestamp_ms })),
  );
}
