import { deepEqual, rejects, throws } from "node:assert/strict";
import { binFeatures } from "../../../lib/forest/bin_features.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { createWorkerPool, type WorkerPool } from "../../../lib/forest/worker_pool.ts";
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

Deno.test("forests asked for at once are each what they are alone", async () => {
  const sizes = [400, 30, 25_000];
  const ask = (rows: number) => noisyRows({ rows, features: 3, seed: rows });
  const grow = (pool: WorkerPool) => (rows: number) => {
    const { columns, failure } = ask(rows);
    return growForest(columns, failure, { ...trainParams, trees: 5 }, { pool });
  };
  const alone = createWorkerPool(1), together = createWorkerPool(2);
  const forests = await Promise.all(sizes.map(grow(together)));
  for (const [i, rows] of sizes.entries()) {
    deepEqual(forests[i].forest, (await grow(alone)(rows)).forest);
  }
  together.close();
});

Deno.test("a worker that fails ends the wait with what it said", async () => {
  const pool = createWorkerPool(2);
  // A job without features.
  const job = { options: {}, next: new Int32Array(new SharedArrayBuffer(4)), trees: 1, inBag: null };
  await rejects(pool.grow(job as never), /a worker stopped at its work: .*binned/);
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
