import { deepEqual, rejects, throws } from "node:assert/strict";
import { binFeatures } from "../../../lib/forest/bin_features.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

Deno.test("a pool has a whole number of threads, one at least", () => {
  for (const size of [0, -1, 1.5, NaN]) throws(() => createWorkerPool(size), RangeError, String(size));
});

Deno.test("workers bin features as one thread does", async () => {
  // More rows than are sent to workers at all, and more features than workers.
  const { columns } = noisyRows({ rows: 25_000, features: 5, seed: 1, step: 0.001 });
  for (const maxBins of [65536, 100]) {
    const alone = binFeatures(columns, maxBins);
    for (const size of [1, 2, 3]) {
      const pool = createWorkerPool(size);
      deepEqual(await pool.bin(columns, maxBins), alone);
      pool.close();
    }
  }
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
