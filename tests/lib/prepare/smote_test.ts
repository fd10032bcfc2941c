import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../lib/random/random.ts";
import { nearestNeighbors } from "../../../lib/prepare/kd_tree.ts";
import { drawSamples, interpolate, smote, syntheticCount } from "../../../lib/prepare/smote.ts";
import type { FaultlineError } from "../../../lib/errors.ts";
import { oracle } from "./plant.ts";

const recorded = oracle("smote");

Deno.test("as many rows are made as imbalanced-learn makes", () => {
  for (const { failures, rest, ratio, synthetic } of recorded.counts) {
    equal(syntheticCount(failures, rest, ratio), synthetic);
  }
});

Deno.test("rows as balanced as asked for get none, nor do rows of which most fail", () => {
  equal(syntheticCount(100, 900, 0.1), 0);
  equal(syntheticCount(900, 100, 1), 0);
});

Deno.test("neighbour sets equal imbalanced-learn's, and its draws give its points", () => {
  for (const { k, minority, neighbors, indices, steps, points } of recorded.smote) {
    const columns = minority.map((column: number[]) => Float64Array.from(column));
    const found = nearestNeighbors(columns, k);
    deepEqual([...found], neighbors.flat());
    const draws = { indices: Uint32Array.from(indices), steps: Float64Array.from(steps) };
    interpolate(columns, found, k, draws).forEach((column, j) => {
      column.forEach((value, i) =>
        ok(Math.abs(value - points[j][i]) <= 1e-12 * Math.max(1, Math.abs(points[j][i])))
      );
    });
  }
});

Deno.test("every synthetic row lies between a minority row and one of its true neighbours", () => {
  const cases = fc.record({
    n: fc.integer({ min: 3, max: 40 }),
    k: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  });
  fc.assert(fc.property(cases, ({ n, k: most, seed }) => {
    const k = Math.min(most, n - 1);
    const random = createRandom(seed);
    const columns = [0, 1, 2].map(() => Float64Array.from({ length: n }, () => random.below(20)));
    const points = smote(columns, 30, { k, seed });
    const distance = (a: number, b: number) => Math.hypot(...columns.map((column) => column[a] - column[b]));
    for (let i = 0; i < 30; i++) {
      // On a segment: the way over the synthetic row is no longer than the straight one.
      const lengths = (row: number) => Math.hypot(...columns.map((column, j) => points[j][i] - column[row]));
      const between = (a: number, b: number) => Math.abs(lengths(a) + lengths(b) - distance(a, b)) < 1e-6;
      const rows = [...columns[0].keys()];
      ok(rows.some((a) => {
        const others = rows.filter((b) => b !== a).map((b) => distance(a, b)).sort((x, y) => x - y);
        return rows.some((b) => b !== a && distance(a, b) <= others[k - 1] + 1e-9 && between(a, b));
      }));
    }
  }));
});

Deno.test("draws are of every pair about equally often, and the same for the same seed", () => {
  const draws = drawSamples(20_000, 10, 42);
  deepEqual(draws, drawSamples(20_000, 10, 42));
  const counts = new Array(10).fill(0);
  for (const index of draws.indices) counts[index]++;
  for (const count of counts) ok(Math.abs(count - 2000) < 200, `${count}`);
  ok(draws.steps.every((step) => step >= 0 && step < 1));
});

Deno.test("no more minority rows than neighbours: refused with what to change", () => {
  throws(() => smote([Float64Array.of(1, 2, 3)], 4, { k: 3, seed: 1 }), (error: FaultlineError) => {
    equal(error.code, "BALANCE_TOO_FEW");
    ok(error.message.endsWith("at least 4 failures among the training rows, current value: 3"));
    equal(error.hint, "--set balance.k_neighbors=2, or --set balance.method=none");
    return true;
  });
  throws(() => smote([Float64Array.of(1)], 4, { k: 1, seed: 1 }), { hint: "--set balance.method=none" });
});
