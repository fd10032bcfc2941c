import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { pairedDifference } from "../../../lib/tune/paired_difference.ts";

Deno.test("a standard error by hand: four differences of two two-fold cross-validations", () => {
  // Differences 1, 2, 3, 6: mean 3, sample variance (4 + 1 + 0 + 9) / 3; (1/4 + 1/1) of it.
  const { mean, standardError } = pairedDifference([2, 4, 6, 8], [1, 2, 3, 2], 2);
  equal(mean, 3);
  ok(Math.abs(standardError - Math.sqrt(1.25 * 14 / 3)) < 1e-12);
});

Deno.test("candidates that score the same differ by nothing", () => {
  deepEqual(pairedDifference([0.5, 0.25, 0.5], [0.5, 0.25, 0.5], 3), { mean: 0, standardError: 0 });
});

Deno.test("more repeats cannot take the error below what shared training rows leave", () => {
  const zigzag = Array.from({ length: 10_000 }, (_, i) => i % 2);
  const { standardError } = pairedDifference(zigzag, zigzag.map(() => 0), 5);
  // The sample variance is 1/4; a quarter of it stays.
  ok(standardError > 0.25 && standardError < 0.2505, `${standardError}`);
});

Deno.test("scores of different length are refused", () => {
  throws(() => pairedDifference([1, 2], [1], 2), RangeError);
  throws(() => pairedDifference([1], [1], 2), RangeError);
});
