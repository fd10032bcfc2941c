import { deepEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../../lib/random/random.ts";
import { nearestNeighbors } from "../../../lib/prepare/kd_tree.ts";

function bruteForce(columns: Float64Array[], k: number): number[] {
  const rows = Array.from(columns[0], (_, i) => i);
  return rows.flatMap((row) => {
    const distance = (other: number) =>
      columns.reduce((sum, column) => sum + (column[row] - column[other]) ** 2, 0);
    return rows.filter((other) => other !== row).sort((a, b) => distance(a) - distance(b) || a - b).slice(
      0,
      k,
    );
  });
}

Deno.test("neighbours are those of comparing every pair, ties and duplicates by row", () => {
  // Few distinct whole coordinates: many rows are duplicates, and many distances equal.
  const cases = fc.record({
    n: fc.integer({ min: 2, max: 300 }),
    d: fc.integer({ min: 1, max: 12 }),
    k: fc.integer({ min: 1, max: 9 }),
    width: fc.constantFrom(1, 2, 4, 100),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ n, d, k, width, seed }) => {
      const random = createRandom(seed);
      const columns = Array.from(
        { length: d },
        () => Float64Array.from({ length: n }, () => random.below(width)),
      );
      const neighbors = Math.min(k, n - 1);
      deepEqual([...nearestNeighbors(columns, neighbors)], bruteForce(columns, neighbors));
    }),
    { numRuns: 60 },
  );
});

Deno.test("neighbours of uneven, fractional coordinates are those of comparing every pair", () => {
  const random = createRandom(5);
  const columns = [1, 100, 1e4].map((scale) =>
    Float64Array.from({ length: 700 }, () => scale * random.normal() ** 3)
  );
  deepEqual([...nearestNeighbors(columns, 5)], bruteForce(columns, 5));
});

Deno.test("neighbours of coordinates in tenths, equally far but for rounding, are those of comparing every pair", () => {
  const random = createRandom(9);
  for (const d of [1, 2, 3, 9]) {
    const columns = Array.from(
      { length: d },
      (_, j) => Float64Array.from({ length: 400 }, () => (1 + j % 3) * random.below(12) / 10),
    );
    deepEqual([...nearestNeighbors(columns, 5)], bruteForce(columns, 5));
  }
});

Deno.test("a point that many share is among its duplicates, not itself", () => {
  deepEqual([...nearestNeighbors([new Float64Array(4)], 3)], [1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2]);
});

Deno.test("more neighbours than there are other points are refused", () => {
  throws(
    () => nearestNeighbors([Float64Array.of(1, 2)], 2),
    /k must be a whole number from 1 to 1, current value: 2/,
  );
  throws(() => nearestNeighbors([], 1), RangeError);
});
