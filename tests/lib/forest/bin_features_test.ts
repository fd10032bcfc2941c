import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { binFeatures, type BinnedFeatures } from "../../../lib/forest/bin_features.ts";

const column = fc.oneof(
  fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 }),
).map((values) => Float64Array.from(values));

function edges({ binOffsets, least, greatest }: BinnedFeatures, feature: number) {
  const [from, to] = binOffsets.subarray(feature, feature + 2);
  return { least: least.subarray(from, to), greatest: greatest.subarray(from, to) };
}

Deno.test("codes rise with values, equal values never part, and every value lies in its bin", () => {
  fc.assert(fc.property(column, fc.integer({ min: 2, max: 70 }), (values, maxBins) => {
    const binned = binFeatures([values], maxBins);
    const { least, greatest } = edges(binned, 0);
    values.forEach((value, a) => {
      const code = binned.codes[a];
      ok(least[code] <= value && value <= greatest[code]);
      values.forEach((other, b) => {
        if (value === other) equal(code, binned.codes[b]);
        else if (value < other) ok(code <= binned.codes[b]);
      });
    });
  }));
});

Deno.test("there are at most maxBins bins, each of them used, in rising order and without overlap", () => {
  fc.assert(fc.property(column, fc.integer({ min: 2, max: 70 }), (values, maxBins) => {
    const binned = binFeatures([values], maxBins);
    const { least, greatest } = edges(binned, 0);
    const distinct = new Set(Float64Array.from(values, (value) => value + 0)).size;
    equal(least.length, Math.min(distinct, maxBins));
    deepEqual(new Set(binned.codes), new Set(least.keys()));
    for (let bin = 0; bin < least.length; bin++) {
      ok(least[bin] <= greatest[bin]);
      if (bin > 0) ok(greatest[bin - 1] < least[bin]);
    }
  }));
});

Deno.test("as many bins as distinct values are exact: a bin holds one value", () => {
  fc.assert(fc.property(column, (values) => {
    const { least, greatest } = edges(binFeatures([values], 65536), 0);
    least.forEach((value, bin) => ok(value === greatest[bin]));
  }));
});

Deno.test("bins of distinct values hold equal numbers of rows, to within one", () => {
  const values = Float64Array.from({ length: 1003 }, (_, i) => (i * 7919) % 1003);
  const { codes } = binFeatures([values], 10);
  const counts = new Array(10).fill(0);
  for (const code of codes) counts[code]++;
  ok(Math.max(...counts) - Math.min(...counts) <= 1, `${counts}`);
});

Deno.test("a value that most rows have takes one bin, and the rest are told apart as finely as before", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => i < 900 ? 0 : i);
  const { least, greatest } = edges(binFeatures([values], 11), 0);
  equal(least.length, 11);
  equal(greatest[0], 0);
});

Deno.test("65,536 distinct values and more still have 16-bit codes", () => {
  const values = Float64Array.from({ length: 70_000 }, (_, i) => i);
  const binned = binFeatures([values], 65536);
  equal(binned.binOffsets[1], 65536);
  equal(binned.codes[0], 0);
  equal(binned.codes[69_999], 65535);
});

Deno.test("features lie one after another, each with its own bins", () => {
  const binned = binFeatures([Float64Array.of(3, 1, 2), Float64Array.of(5, 5, 5)], 65536);
  deepEqual([...binned.codes], [2, 0, 1, 0, 0, 0]);
  deepEqual([...binned.binOffsets], [0, 3, 4]);
  deepEqual([...binned.least], [1, 2, 3, 5]);
});

Deno.test("all arrays lie in shared memory, for workers to read", () => {
  const { codes, binOffsets, least, greatest } = binFeatures([Float64Array.of(1, 2)], 65536);
  for (const array of [codes, binOffsets, least, greatest]) ok(array.buffer instanceof SharedArrayBuffer);
});

Deno.test("numbers of bins that no 16-bit code can name are refused", () => {
  for (const maxBins of [0, 1, 2.5, 65537, NaN]) {
    throws(() => binFeatures([Float64Array.of(1)], maxBins), RangeError, String(maxBins));
  }
});
