import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { createSplitMemory, noSplit, searchFeature, type Split } from "../../../lib/forest/best_split.ts";
import { binFeatures, type BinnedFeatures, shared } from "../../../lib/forest/bin_features.ts";
import { createRandom } from "../../../lib/random/random.ts";

/** A node's rows: of each its code, its label and how often it was drawn. */
interface Node {
  codes: number[];
  failure: number[];
  counts: number[];
  weights: { ok: number; failure: number };
  minSamplesLeaf: number;
}

/** Every way to part the rows, tried one by one. */
function bestByTrying({ codes, failure, counts, weights, minSamplesLeaf }: Node): Split | null {
  let best: Split | null = null;
  const distinct = [...new Set(codes)].sort((a, b) => a - b);
  for (let i = 1; i < distinct.length; i++) {
    const side = (wanted: (code: number) => boolean) => {
      let ordinary = 0, failed = 0, rows = 0;
      codes.forEach((code, row) => {
        if (!wanted(code)) return;
        if (failure[row]) failed += counts[row];
        else ordinary += counts[row];
        rows++;
      });
      const a = ordinary * weights.ok, b = failed * weights.failure;
      return { rows, ok: ordinary, failure: failed, purity: (a * a + b * b) / (a + b) };
    };
    const left = side((code) => code < distinct[i]), right = side((code) => code >= distinct[i]);
    if (left.rows < minSamplesLeaf || right.rows < minSamplesLeaf) continue;
    const purity = left.purity + right.purity;
    if (best === null || purity > best.purity) {
      const codes = { leftCode: distinct[i - 1], rightCode: distinct[i] };
      best = { feature: 0, ...codes, leftOk: left.ok, leftFailure: left.failure, purity };
    }
  }
  return best;
}

/** One feature with these codes: how many they are and how far they spread decides how they are ordered. */
function withCodes(codes: number[]): BinnedFeatures {
  const bins = Math.max(...codes) + 1;
  const binned = { codes: shared(Uint16Array, codes.length), binOffsets: shared(Int32Array, 2) };
  binned.codes.set(codes);
  binned.binOffsets[1] = bins;
  const edges = { least: new Float64Array(bins), greatest: new Float64Array(bins) };
  return { rowCount: codes.length, featureCount: 1, ...binned, ...edges };
}

function search(node: Node): { varies: boolean; best: Split | null } {
  const { codes, failure, counts, weights, minSamplesLeaf } = node;
  const tails = Uint8Array.from(counts, (count, row) => count << 1 | failure[row]);
  const rows = Int32Array.from(codes.keys());
  const binned = withCodes(codes);
  const memory = createSplitMemory(binned);
  const drawn = (label: number) => counts.reduce((sum, n, row) => failure[row] === label ? sum + n : sum, 0);
  const best = noSplit();
  const splits = { binned, rows, tails, weights, minSamplesLeaf, memory };
  const varies = searchFeature(splits, 0, 0, codes.length, drawn(0), drawn(1), best);
  return { varies, best: best.feature < 0 ? null : best };
}

/** Nodes of so many rows, with codes up to `maxCode`. */
function nodes(rows: { minLength: number; maxLength: number }, maxCode: number): fc.Arbitrary<Node> {
  const row = fc.record({
    code: fc.nat({ max: maxCode }),
    failure: fc.nat({ max: 1 }),
    count: fc.integer({ min: 1, max: 5 }),
  });
  return fc.record({
    rows: fc.array(row, rows),
    weights: fc.constantFrom({ ok: 1, failure: 1 }, { ok: 0.5, failure: 9.5 }, { ok: 3, failure: 0.001 }),
    minSamplesLeaf: fc.constantFrom(1, 2, 7),
  }).map(({ rows, ...rest }) => ({
    codes: rows.map(({ code }) => code),
    failure: rows.map(({ failure }) => failure),
    counts: rows.map(({ count }) => count),
    ...rest,
  }));
}

// Up to 40 rows are sorted by insertion; more by a histogram where their codes lie close, by radix where they do not.
const ways: [string, fc.Arbitrary<Node>][] = [
  ["insertion sort", nodes({ minLength: 2, maxLength: 40 }, 65535)],
  ["insertion sort with many ties", nodes({ minLength: 2, maxLength: 40 }, 5)],
  ["a histogram", nodes({ minLength: 41, maxLength: 120 }, 300)],
  ["a histogram with many ties", nodes({ minLength: 41, maxLength: 120 }, 4)],
  ["radix sort", nodes({ minLength: 41, maxLength: 120 }, 65535)],
];

for (const [way, node] of ways) {
  Deno.test(`${way} finds the split that trying every one finds`, () => {
    fc.assert(
      fc.property(node, (node) => {
        // A node of one class is never searched.
        fc.pre(node.failure.includes(0) && node.failure.includes(1));
        const { varies, best } = search(node);
        const expected = bestByTrying(node);
        equal(varies, new Set(node.codes).size > 1);
        if (expected === null) return equal(best, null);
        ok(best !== null);
        // Purities that are equal but for rounding may be found in either place.
        ok(Math.abs(best.purity - expected.purity) <= 1e-12 * expected.purity, `${best.purity}`);
        ok(node.codes.includes(best.leftCode) && node.codes.includes(best.rightCode));
        ok(!node.codes.some((code) => code > best.leftCode && code < best.rightCode));
      }),
      { numRuns: 300 },
    );
  });
}

Deno.test("the way of ordering changes nothing: codes spread apart split in the same place", () => {
  const random = createRandom(3);
  for (let trial = 0; trial < 50; trial++) {
    const size = 41 + random.below(100);
    const numbers = (bound: number, least = 0) =>
      Array.from({ length: size }, () => least + random.below(bound));
    const node: Node = {
      codes: numbers(60),
      failure: numbers(2),
      counts: numbers(3, 1),
      weights: { ok: 1, failure: 4 },
      minSamplesLeaf: 1 + random.below(3),
    };
    const near = search(node).best!;
    const far = search({ ...node, codes: node.codes.map((code) => code * 1000) }).best!;
    deepEqual(
      { ...far, leftCode: far.leftCode / 1000, rightCode: far.rightCode / 1000 },
      near,
    );
  }
});

Deno.test("a search leaves nothing behind for the next one", () => {
  const binned = binFeatures([Float64Array.from({ length: 90 }, (_, i) => i)], 65536);
  const tails = Uint8Array.from({ length: 90 }, (_, i) => 2 | (i % 3 === 0 ? 1 : 0));
  const rows = Int32Array.from({ length: 90 }, (_, i) => i);
  const memory = createSplitMemory(binned);
  for (const minSamplesLeaf of [1, 5]) {
    const splits = { binned, rows, tails, weights: { ok: 1, failure: 1 }, minSamplesLeaf, memory };
    const found = [0, 1, 2].map(() => {
      const best = noSplit();
      searchFeature(splits, 0, 0, 90, 60, 30, best);
      searchFeature(splits, 0, 0, 45, 30, 15, noSplit());
      return best;
    });
    deepEqual(found[1], found[0]);
    deepEqual(found[2], found[0]);
  }
});

Deno.test("a split that is no purer than the best so far does not replace it", () => {
  const binned = withCodes([0, 1]);
  const splits = {
    ...{ binned, rows: Int32Array.of(0, 1), tails: Uint8Array.of(2, 3), weights: { ok: 1, failure: 1 } },
    ...{ minSamplesLeaf: 1, memory: createSplitMemory(binned) },
  };
  const best: Split = { feature: 7, leftCode: 3, rightCode: 4, leftOk: 5, leftFailure: 6, purity: 2 };
  equal(searchFeature(splits, 0, 0, 2, 1, 1, best), true);
  deepEqual(best, { feature: 7, leftCode: 3, rightCode: 4, leftOk: 5, leftFailure: 6, purity: 2 });
});
