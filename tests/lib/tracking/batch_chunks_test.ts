import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { type Batch, batchChunks } from "../../../lib/tracking/batch_chunks.ts";

Deno.test("no batch passes MLflow's limits, and together they are what was given, in order", () => {
  const text = fc.integer({ min: 0, max: 8_000 }).map((length) => "ü".repeat(length));
  const pairs = fc.array(text, { maxLength: 250 }).map((values) =>
    values.map((value, i) => ({ key: `k${i}`, value }))
  );
  const metrics = fc.nat(2_500).map((count) =>
    Array.from({ length: count }, (_, step) => ({ key: "m", value: step, timestamp: 1, step }))
  );
  fc.assert(
    fc.property(pairs, pairs, metrics, (params, tags, metrics) => {
      const chunks = batchChunks({ params, tags, metrics });
      for (const chunk of chunks) {
        const size = new TextEncoder().encode(JSON.stringify({ run_id: "r".repeat(32), ...chunk })).length;
        ok(size <= 1_000_000, `${size} bytes`);
        ok(chunk.params.length <= 100 && chunk.tags.length <= 100);
        const all = chunk.params.length + chunk.tags.length + chunk.metrics.length;
        ok(all > 0 && all <= 1_000);
      }
      const joined = <K extends keyof Batch>(kind: K) =>
        chunks.flatMap((chunk) => chunk[kind] as Batch[K][number][]);
      deepEqual([joined("params"), joined("tags"), joined("metrics")], [params, tags, metrics]);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a usual run is one batch", () => {
  const pairs = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: "v" }));
  const metrics = Array.from({ length: 100 }, (_, i) => ({ key: `m${i}`, value: i, timestamp: 1, step: 0 }));
  equal(batchChunks({ params: pairs, tags: pairs.slice(0, 10), metrics }).length, 1);
  deepEqual(batchChunks({ params: [], tags: [], metrics: [] }), []);
});
