import { rejects, throws } from "node:assert/strict";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

Deno.test("a pool has a whole number of threads, one at least", () => {
  for (const size of [0, -1, 1.5, NaN]) throws(() => createWorkerPool(size), RangeError, String(size));
});

Deno.test("a worker that fails ends the wait with what it said", async () => {
  const pool = createWorkerPool(2);
  // The labels of a job are shared memory; these are not there at all.
  const job = { options: {}, next: new Int32Array(new SharedArrayBuffer(4)), trees: 1, inBag: null };
  await rejects(pool.grow(job as never), /a worker stopped at its work: .*subarray/);
  pool.close();
});

Deno.test("a pool that was closed starts new workers when it is asked again", async () => {
  const pool = createWorkerPool(2);
  const { columns, failure } = noisyRows({ rows: 50, features: 2, seed: 1 });
  await growForest(columns, failure, trainParams, { pool });
  pool.close();
  await growForest(columns, failure, trainParams, { pool });
  pool.close();
});
