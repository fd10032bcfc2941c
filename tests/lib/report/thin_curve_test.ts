import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { thinCurve } from "../../../lib/report/thin_curve.ts";

function area(x: number[], y: number[]): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
  return sum;
}

Deno.test("a short curve keeps every point", () => {
  deepEqual(thinCurve([0, 1, 2], [0, 5, 0], 3), [0, 1, 2]);
});

Deno.test("a thinned curve has the limit's points, in order, both ends among them", () => {
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 600 }),
    fc.integer({ min: 2, max: 60 }),
    fc.infiniteStream(fc.float({ min: 0, max: 1, noNaN: true })),
    (count, limit, values) => {
      const x = Array.from({ length: count }, (_, i) => i);
      const y = x.map(() => values.next().value as number);
      const kept = thinCurve(x, y, limit);
      equal(kept.length, Math.min(count, limit));
      equal(kept[0], 0);
      equal(kept[kept.length - 1], count - 1);
      for (let i = 1; i < kept.length; i++) ok(kept[i] > kept[i - 1]);
    },
  ));
});

Deno.test("a lone spike survives, and the area under a staircase changes by less than a thousandth", () => {
  const x = Array.from({ length: 100_000 }, (_, i) => i / 99_999);
  const spike = x.map((_, i) => i === 54_321 ? 1 : 0);
  ok(thinCurve(x, spike, 500).includes(54_321));
  const stairs = x.map((value) => 1 - Math.floor(value * 37) ** 2 / 37 ** 2);
  const kept = thinCurve(x, stairs, 500);
  const difference = area(x, stairs) - area(kept.map((i) => x[i]), kept.map((i) => stairs[i]));
  ok(Math.abs(difference) < 1e-3, `${difference}`);
});

Deno.test("columns of different lengths and a limit below 2 are refused", () => {
  throws(() => thinCurve([0, 1], [0]), RangeError);
  throws(() => thinCurve([0, 1], [0, 1], 1), RangeError);
});
