import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { categoryDistribution, type CategoryInput } from "../../../lib/drift/category_distribution.ts";
import { countCategories } from "../../../lib/drift/category_counts.ts";
import { decimalEdges } from "../../../lib/drift/decimal_edges.ts";
import { columnDistribution } from "../../../lib/drift/distribution.ts";
import { numberDistribution, type NumberInput } from "../../../lib/drift/number_distribution.ts";
import { quantileOf } from "../../../lib/drift/quantiles.ts";
import { sortedSample } from "../../../lib/drift/sorted_sample.ts";
import { createRandom } from "../../../lib/random/random.ts";

const numbers = (values: ArrayLike<number>): NumberInput => ({
  rows: values.length,
  sample: sortedSample(values),
});
const categories = (values: (string | number)[], rows = values.length): CategoryInput => ({
  rows,
  counts: countCategories(values),
});
const edgesOf = ({ bars }: ReturnType<typeof numberDistribution>) => bars.by === "bin" ? bars.edges : [];
const sum = (shares: readonly number[]) => shares.reduce((total, share) => total + share, 0);
const random = createRandom(7);

Deno.test("bins of whole numbers hold as many whole numbers each, so that a flat column is drawn flat", () => {
  const flat = Float64Array.from({ length: 2540 }, (_, i) => i % 254);
  const { bars, reference } = numberDistribution("tool_wear_min", numbers(flat), numbers(flat));
  deepEqual(bars, { by: "bin", edges: Array.from({ length: 14 }, (_, i) => 20 * i) });
  // The last bin holds 240 to 253 alone.
  for (const share of reference.shares.slice(0, 12)) ok(Math.abs(share - 20 / 254) < 1e-12, `${share}`);
  ok(Math.abs(reference.shares[12] - 14 / 254) < 1e-12);
});

Deno.test("values that were rounded to a decimal fall into the bin that begins there", () => {
  const tenths = Float64Array.from({ length: 300 }, (_, i) => (i % 30) / 10);
  const { bars, reference } = numberDistribution("t", numbers(tenths), numbers(tenths));
  deepEqual(bars, { by: "bin", edges: [0, 0.5, 1, 1.5, 2, 2.5, 3] });
  for (const share of reference.shares) ok(Math.abs(share - 1 / 6) < 1e-12, `${share}`);
});

Deno.test("one wild value does not flatten the plot: it lies in the open end bin, and its share is told", () => {
  const usual = Float64Array.from({ length: 1000 }, () => 40 + 10 * random.normal());
  const wild = Float64Array.from(usual);
  wild[0] = 1e9;
  const distribution = numberDistribution("torque_nm", numbers(usual), numbers(wild));
  const edges = edgesOf(distribution);
  ok(edges[0] > -60 && edges[edges.length - 1] < 140, `${edges[0]} to ${edges[edges.length - 1]}`);
  ok(edges.length - 1 >= 8 && edges.length - 1 <= 40, `${edges.length}`);
  equal(distribution.current.above, 0.001);
  equal(distribution.reference.above, 0);
  ok(Math.abs(sum(distribution.current.shares) - 1) < 1e-12);
  equal(distribution.current.quantiles!.most, 1e9);
});

Deno.test("both sides are in view however far apart they lie", () => {
  const side = (centre: number) =>
    numbers(Float64Array.from({ length: 500 }, () => centre + random.normal()));
  const edges = edgesOf(numberDistribution("x", side(0), side(1000)));
  ok(edges[0] <= 0 && edges[edges.length - 1] >= 1000);
});

Deno.test("a side without values has shares of 0 and no quantiles, and missing counts rows", () => {
  const none = { rows: 4, sample: sortedSample([NaN, NaN, NaN, NaN]) };
  const some = numbers(Float64Array.from({ length: 30 }, (_, i) => i / 7));
  const { reference, current } = numberDistribution("x", some, none);
  equal(current.quantiles, null);
  equal(current.missing, 1);
  equal(sum(current.shares), 0);
  ok(Math.abs(sum(reference.shares) - 1) < 1e-12);
  deepEqual(numberDistribution("x", none, none).bars, { by: "value", values: [] });
  equal(numberDistribution("x", numbers([]), none).reference.missing, 0);
});

Deno.test("of any numbers, edges ascend, are finite and at most 41, and shares are finite and sum to 1", () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.constant(0));
  const column = fc.array(value, { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(column, column, (a, b) => {
      const distribution = numberDistribution("x", numbers(a), numbers(b));
      const { bars, reference, current } = distribution;
      if (bars.by === "value") ok(bars.values.length <= 20);
      else {
        ok(bars.edges.length >= 2 && bars.edges.length <= 41);
        ok(bars.edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > bars.edges[i - 1])));
        equal(reference.shares.length, bars.edges.length - 1);
      }
      for (const side of [reference, current]) {
        ok(Math.abs(sum(side.shares) - 1) < 1e-9);
        ok(side.below >= 0 && side.above >= 0 && side.below + side.above <= 1);
        ok(Object.values(side.quantiles!).every(Number.isFinite));
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});

Deno.test("a range too small for its place, or too large for a double, still has edges", () => {
  const options = { width: 0, most: 40, integer: false };
  const close = decimalEdges(2 ** 60, 2 ** 60 + 512, options);
  ok(close.length >= 2 && close.every((edge, i) => i === 0 || edge > close[i - 1]));
  const wide = decimalEdges(-1.7e308, 1.7e308, options);
  equal(wide.length, 41);
  ok(wide.every(Number.isFinite));
  const tiny = decimalEdges(0, 5e-324, options);
  deepEqual(tiny, [0, 5e-324]);
});

Deno.test("a quantile of the largest doubles is finite", () => {
  equal(quantileOf(Float64Array.of(-1.7e308, 1.7e308), 0.5), 0);
});

Deno.test("categories past the 20 most frequent are others, and the smaller side weighs as much", () => {
  const reference = Array.from({ length: 1000 }, (_, i) => `c${i % 25}`);
  const { categories: named, others, current, ...rest } = categoryDistribution(
    "type",
    categories(reference),
    categories(["new", "new", "c24"], 4),
  );
  equal(named.length, 20);
  deepEqual(named.slice(0, 3), ["new", "c24", "c0"]);
  equal(others, 6);
  ok(Math.abs(rest.reference.others - 6 * 40 / 1000) < 1e-12);
  equal(current.others, 0);
  equal(current.missing, 0.25);
  deepEqual(rest.fresh, { count: 1, share: 2 / 3, first: ["new"] });
  equal(rest.lost.count, 24);
  deepEqual(rest.lost.first, ["c0", "c1", "c2", "c3", "c4"]);
});

Deno.test("numbers taken as categories stand by size, and a side without values makes no category new or lost", () => {
  const { categories: named, fresh, lost } = categoryDistribution(
    "grade",
    categories([10, 9, 10]),
    categories([], 3),
  );
  deepEqual(named, ["9", "10"]);
  deepEqual([fresh, lost].map(({ count }) => count), [0, 0]);
});

Deno.test("a distribution's size does not grow with the rows", () => {
  const size = (rows: number) => {
    const ids = categories(Array.from({ length: rows }, (_, i) => `id-${i}`));
    const values = numbers(Float64Array.from({ length: rows }, () => random.normal()));
    return JSON.stringify([
      columnDistribution({ name: "a", kind: "number", reference: values, current: values }),
      columnDistribution({ name: "b", kind: "category", reference: ids, current: ids }),
    ]).length;
  };
  ok(size(200_000) < 1.5 * size(20_000));
  ok(size(200_000) < 6000, `${size(200_000)}`);
});
