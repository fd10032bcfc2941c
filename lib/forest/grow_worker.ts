/// <reference lib="deno.worker" />
import { binColumn } from "./bin_features.ts";
import { growTrees } from "./grow_trees.ts";
import type { WorkerTask } from "./worker_task.ts";

// A worker of the pool: takes one task after another, and sends every tree as soon as it stands.
self.onmessage = ({ data: task }: MessageEvent<WorkerTask>) => {
  if (task.kind === "bin") {
    self.postMessage({ bins: binColumn(task.column, task.maxBins, task.codes) });
  } else {
    growTrees(task.job, (index, grown) => self.postMessage({ index, grown }));
    self.postMessage("done");
  }
};
