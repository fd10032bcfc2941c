import { deepEqual, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { quantiles } from "../../../lib/prepare/quantile.ts";
import { oracle } from "./plant.ts";

const recorded = oracle("rates");

Deno.test("quantiles equal numpy's", () => {
  for (const { values, shares, quantiles: expected } of recorded.quantiles) {
    const found = quantiles(Float64Array.from(values), shares);
    found.forEach((value, i) =>
      ok(Math.abs(value - expected[i]) <= 1e-12 * Math.abs(expected[i]), `${value}`)
    );
  }
});

Deno.test("quantiles leave the values as they are, lie between them and rise with the share", () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
    const values = Float64Array.from(list);
    const [least, middle, greatest] = quantiles(values, [0, share, 1]);
    deepEqual(values, Float64Array.from(list));
    return least === Math.min(...list) && greatest === Math.max(...list) && middle >= least - 1e-9 &&
      middle <= greatest + 1e-9;
  }));
});

Deno.test("no values have no quantiles", () => {
  throws(() => quantiles(new Float64Array(0), [0.5]), RangeError);
});
