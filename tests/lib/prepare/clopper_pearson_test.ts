import { ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { clopperPearsonUpper } from "../../../lib/prepare/clopper_pearson.ts";
import { oracle } from "./plant.ts";

const recorded = oracle("rates");

Deno.test("upper bounds equal scipy's beta quantile to 1e-9", () => {
  for (const { failures, rows, confidence, bound } of recorded.bounds) {
    const found = clopperPearsonUpper(failures, rows, confidence);
    ok(Math.abs(found - bound) <= 1e-9, `${failures} of ${rows} at ${confidence}: ${found}, ${bound}`);
    ok(
      Math.abs(found - bound) <= 1e-7 * bound,
      `${failures} of ${rows} at ${confidence}: ${found}, ${bound}`,
    );
  }
});

Deno.test("an upper bound lies above the rate, rises with failures and falls with rows", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (rows, pick) => {
    const failures = pick % (rows + 1);
    const bound = clopperPearsonUpper(failures, rows);
    ok(bound > failures / rows || bound === 1);
    if (failures < rows) ok(clopperPearsonUpper(failures + 1, rows) > bound);
    ok(clopperPearsonUpper(failures, rows + 1) <= bound + 1e-12);
  }));
});

Deno.test("where every row failed the bound is 1", () => {
  ok(clopperPearsonUpper(7, 7) === 1);
});

Deno.test("a bound of numbers out of range is refused", () => {
  throws(() => clopperPearsonUpper(0, 0), RangeError);
  throws(() => clopperPearsonUpper(3, 2), RangeError);
  throws(() => clopperPearsonUpper(-1, 2), RangeError);
  throws(() => clopperPearsonUpper(1, 2, 1), RangeError);
});
