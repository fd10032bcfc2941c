import type { MetricPoint } from "./run_operation.ts";

/** A param or a tag. */
export interface Pair {
  key: string;
  value: string;
}

/** What `runs/log-batch` takes at once. */
export interface Batch {
  metrics: MetricPoint[];
  params: Pair[];
  tags: Pair[];
}

/** MLflow's limits of one request: entities of all kinds, of each kind, and characters, of which some stay free. */
const limits = { all: 1_000, metrics: 1_000, params: 100, tags: 100, size: 900_000 } as const;

/**
 * Cuts a batch into such as MLflow takes, as few as may be, in order: params and tags first.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const params = Array.from({ length: 150 }, (_, i) => ({ key: `p${i}`, value: "1" }));
 * deepEqual(batchChunks({ params, tags: [], metrics: [] }).map((chunk) => chunk.params.length), [100, 50]);
 * ```
 */
export function batchChunks(batch: Batch): Batch[] {
  const chunks: Batch[] = [];
  const rest = { params: 0, tags: 0, metrics: 0 };
  const isLeft = () =>
    (["params", "tags", "metrics"] as const).some((kind) => rest[kind] < batch[kind].length);
  while (isLeft()) {
    const chunk: Batch = { metrics: [], params: [], tags: [] };
    let count = 0, size = 0;
    for (const kind of ["params", "tags", "metrics"] as const) {
      while (rest[kind] < batch[kind].length && chunk[kind].length < limits[kind] && count < limits.all) {
        const entity = batch[kind][rest[kind]];
        const length = new TextEncoder().encode(JSON.stringify(entity)).length + 1;
        if (count > 0 && size + length > limits.size) break;
        chunk[kind].push(entity as MetricPoint & Pair);
        rest[kind]++;
        count++;
        size += length;
      }
    }
    chunks.push(chunk);
  }
  return chunks;
}
