import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { sortNumbers } from "../../../lib/table/sort_numbers.ts";

Deno.test("numbers of any kind come in the engine's own order, and stay as they were", () => {
  const numbers = fc.array(
    fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.constantFrom(0, -0, Infinity, -Infinity, 5e-324, -5e-324),
    ),
    { maxLength: 300 },
  );
  fc.assert(fc.property(numbers, (numbers) => {
    // A part of a longer array too.
    const some = Float64Array.from([7, ...numbers, -7]).subarray(1, numbers.length + 1);
    const before = some.slice();
    deepEqual(sortNumbers(some), some.slice().sort());
    deepEqual(some, before);
  }));
});

Deno.test("bytes that all numbers share are skipped, and the others still sorted", () => {
  deepEqual(sortNumbers(Float64Array.of(3, 1, 2)), Float64Array.of(1, 2, 3));
  deepEqual(sortNumbers(Float64Array.of(-3, -1, -2)), Float64Array.of(-3, -2, -1));
  deepEqual(sortNumbers(Float64Array.of(5, 5)), Float64Array.of(5, 5));
  deepEqual(sortNumbers(new Float64Array(0)), new Float64Array(0));
});
