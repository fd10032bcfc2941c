import { join } from "node:path";
import type { Metrics } from "../lib/contracts/metrics.ts";
import type { WorkerPool } from "../lib/forest/worker_pool.ts";
import { silentLog } from "../lib/log.ts";
import { evaluateModel } from "../lib/model/evaluate_model.ts";
import { fitModel } from "../lib/model/fit_model.ts";
import { encodeModel, modelVersion } from "../lib/model/model_file.ts";
import { writeReference } from "../lib/model/write_reference.ts";
import { readArrow } from "../lib/table/arrow_reader.ts";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import { ingest } from "../pipeline/ingest.ts";
import { toJson } from "../pipeline/json_file.ts";
import type { TaskContext } from "../pipeline/stage.ts";
import { transform } from "../pipeline/transform.ts";

/** A model in a folder of its own. */
export interface DemoModel {
  folder: string;
  version: string;
  metrics: Metrics;
}

/** What the model is trained on, and where it goes. */
export interface TrainModelOptions {
  /** Readings of the plant before the model is made. */
  history: number;
  seed: number;
  /** Gets `raw/`, `prepared/` and `model/`. */
  folder: string;
  pool: WorkerPool;
}

/**
 * Does what `deno task train` does, with readings of the simulator's plant, into a folder: ingests, transforms,
 * trains, and evaluates on held-out machines. The plots, the report and the model card are left out.
 */
export async function trainModel(
  context: Pick<TaskContext, "params" | "progress" | "env">,
  { history, seed, folder, pool }: TrainModelOptions,
): Promise<DemoModel> {
  const source = `simulate:?rows=${history}&seed=${seed}`;
  const params = { ...context.params, ingest: { ...context.params.ingest, source } };
  const quiet = { ...context, params, log: silentLog };
  const raw = join(folder, "raw"), prepared = join(folder, "prepared"), model = join(folder, "model");
  await ingest(quiet, raw);
  const split = await transform(quiet, { raw, prepared });
  const rows = await readArrow(join(prepared, "train.arrow"));
  const progress = context.progress("train", params.train.trees * (params.validation.folds + 1), "trees");
  try {
    const fitted = await fitModel(rows, params, {
      pool,
      name: "faultline",
      dataHash: split.ingest.hash,
      splitBy: split.by,
      onTree: (done, total) => progress.update(done, total),
    });
    const bytes = encodeModel(fitted.model), version = modelVersion(bytes);
    const { metrics } = evaluateModel(fitted.model, await readArrow(join(prepared, "test.arrow")), {
      version,
      train: rows,
      split,
      params: params.evaluation,
    });
    writeReference(join(model, "reference.arrow"), rows, fitted.outOfFoldProbability);
    writeFileAtomic(join(model, "metrics.json"), toJson(metrics));
    writeFileAtomic(join(model, "model.safetensors"), bytes);
    return { folder: model, version, metrics };
  } finally {
    progress.stop();
  }
}
