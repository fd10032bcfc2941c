import { equal } from "node:assert/strict";
import { hasMoreMissing } from "../../../lib/drift/has_more_missing.ts";

const more = (reference: [rows: number, missing: number], current: [rows: number, missing: number]) =>
  hasMoreMissing(
    { rows: reference[0], missing: reference[1] },
    { rows: current[0], missing: current[1] },
  );

// By hand: of m missing among 60 rows, all fall into one given half with a chance of C(30, m) / C(60, m), and into
// either half with twice that.
Deno.test("of 30 rows against 30 complete ones it takes 10 missing, as p by hand says", () => {
  // m = 10: 2 × 30,045,015 / 75,394,027,566 = 0.00080. m = 9: 2 × 14,307,150 / 14,783,142,660 = 0.00194.
  equal(more([30, 0], [30, 10]), true);
  equal(more([30, 0], [30, 9]), false);
});

Deno.test("a rise of 5 percentage points matters and one below does not, however sure", () => {
  equal(more([1000, 40], [1000, 90]), true);
  equal(more([1000, 40], [1000, 89]), false);
  equal(more([1_000_000, 40_000], [1_000_000, 90_000]), true);
  equal(more([1_000_000, 40_000], [1_000_000, 89_999]), false);
  // 2.5 % against 7.5 %, of sides of two sizes.
  equal(more([2000, 50], [400, 30]), true);
  equal(more([2000, 50], [400, 29]), false);
});

Deno.test("fewer missing values, as many, or a side without rows are no rise", () => {
  equal(more([1000, 400], [1000, 0]), false);
  equal(more([1000, 400], [500, 200]), false);
  equal(more([0, 0], [1000, 900]), false);
  equal(more([1000, 0], [0, 0]), false);
});

Deno.test("ten million rows on either side are told at once, as likelihoods vanish", () => {
  equal(more([10_000_000, 0], [10_000_000, 9_999_999]), true);
  equal(more([10_000_000, 5_000_000], [10_000_000, 5_500_000]), true);
});
