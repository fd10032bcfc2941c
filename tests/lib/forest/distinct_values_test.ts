import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { distinctValues } from "../../../lib/forest/distinct_values.ts";
import { createRandom } from "../../../lib/random/random.ts";

Deno.test("values come once each, in order, with their counts; every row is told its place", () => {
  const number = fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.double({ noNaN: true }),
    fc.constantFrom(5e-324, -5e-324, 1.7e308, -1.7e308, Infinity, -Infinity),
  );
  fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (numbers) => {
    // Adding 0 makes -0 a 0; a part of a longer array is a column too.
    const whole = Float64Array.of(1, ...numbers.map((value) => value + 0), 2);
    const column = whole.subarray(1, numbers.length + 1);
    const places = new Uint16Array(column.length);
    const { values, counts } = distinctValues(column, places)!;
    deepEqual([...values], [...new Set(column)].sort((a, b) => a - b));
    deepEqual([...counts], [...values].map((value) => column.filter((other) => other === value).length));
    deepEqual(Float64Array.from(places, (place) => values[place]), column);
  }));
});

Deno.test("0 and -0 are one value, and that is 0", () => {
  for (const column of [Float64Array.of(0, -0, 1), Float64Array.of(-0, 0, 1)]) {
    const places = new Uint16Array(3);
    const found = distinctValues(column, places)!;
    deepEqual(found, { values: Float64Array.of(0, 1), counts: Int32Array.of(2, 1) });
    deepEqual(places, Uint16Array.of(0, 0, 1));
  }
});

Deno.test("no column has no values", () => {
  const none = distinctValues(new Float64Array(0), new Uint16Array(0))!;
  equal(none.values.length, 0);
});

Deno.test("65,536 distinct values are found, one more is too many", () => {
  const random = createRandom(1);
  const column = Float64Array.from({ length: 65537 }, () => random.uniform());
  const some = column.subarray(0, 65536);
  const places = new Uint16Array(65536);
  const { values, counts } = distinctValues(some, places)!;
  deepEqual(values, some.slice().sort());
  equal(counts.every((count) => count === 1), true);
  deepEqual(Float64Array.from(places, (place) => values[place]), some);
  equal(distinctValues(column, new Uint16Array(65537)), null);
});
