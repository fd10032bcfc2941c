import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { binOf, scoreGrid } from "../../../lib/forest/score_grid.ts";

Deno.test("a value on a threshold belongs to the bin below it", () => {
  const grid = scoreGrid(Float64Array.of(10, 20, 30));
  deepEqual([9, 10, 10.5, 20, 30, 31].map((x) => binOf(x, grid)), [0, 0, 1, 1, 2, 3]);
});

Deno.test("a bin is the number of thresholds below a value, however the thresholds are spread", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const spread = fc.oneof(
    number,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: -5, max: 300 }),
  );
  fc.assert(fc.property(fc.array(spread), fc.array(spread), (some, others) => {
    const thresholds = Float64Array.from(new Set(some.map((value) => value + 0))).sort();
    const grid = scoreGrid(thresholds);
    for (const x of [...some, ...others, Infinity, -Infinity]) {
      equal(binOf(x, grid), thresholds.filter((threshold) => threshold < x).length);
    }
  }));
});

Deno.test("thresholds crowded into one bucket cost a longer search, not a wrong bin", () => {
  const thresholds = Float64Array.from({ length: 1000 }, (_, i) => i < 999 ? i * 1e-9 : 1e9);
  const grid = scoreGrid(thresholds);
  equal(grid.width, 512);
  thresholds.forEach((threshold, i) => equal(binOf(threshold, grid), i));
});

Deno.test("without thresholds there is one bin", () => {
  equal(binOf(-5, scoreGrid(new Float64Array(0))), 0);
  equal(binOf(1e300, scoreGrid(new Float64Array(0))), 0);
});
