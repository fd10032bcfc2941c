import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { averagePrecision } from "../../../lib/metrics/average_precision.ts";
import {
  pairedBootstrap,
  type PairedBootstrapOptions,
  type PairedDifference,
} from "../../../lib/metrics/paired_bootstrap.ts";
import { weightedAveragePrecision } from "../../../lib/metrics/weighted_average_precision.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { scoredRows } from "./scored_rows.ts";

interface OracleCase {
  name: string;
  y_true: number[];
  first: number[];
  second: number[];
  options: PairedBootstrapOptions;
  expected: PairedDifference;
}

/** What tests/oracles/paired_bootstrap.py recorded: scikit-learn and numpy on the same resamples. */
const oracleCases: OracleCase[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/oracles/paired_bootstrap.json", import.meta.url)),
).cases;

const options = { samples: 200, confidence: 0.9, seed: 3 };

/** Rows of which a tenth fail, and two scorings that share most of their noise. */
function simulateRows(rows: number, seed: number, sharpness: readonly [number, number] = [3, 3]) {
  const random = createRandom(seed);
  const yTrue = Uint8Array.from({ length: rows }, () => Number(random.uniform() < 0.1));
  const shared = Float64Array.from(yTrue, () => random.normal());
  const scores = (own: number) =>
    Float64Array.from(yTrue, (label, i) => own * label + shared[i] + 0.5 * random.normal());
  return { yTrue, first: scores(sharpness[0]), second: scores(sharpness[1]) };
}

for (const { name, y_true, first, second, options, expected } of oracleCases) {
  Deno.test(`equal to scikit-learn and numpy on the same resamples to 1e-12: ${name}`, () => {
    const found = pairedBootstrap(y_true, first, second, options)!;
    for (const key of Object.keys(expected) as (keyof PairedDifference)[]) {
      ok(Math.abs(found[key] - expected[key]) < 1e-12, `${key}: ${found[key]}, not ${expected[key]}`);
    }
  });
}

Deno.test("weighted average precision is that of the rows written out as often as they weigh", () => {
  fc.assert(fc.property(
    scoredRows(),
    fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 40, maxLength: 40 }),
    ({ yTrue, probability }, drawn) => {
      const weights = Uint32Array.from(yTrue, (_, i) => drawn[i]);
      const written = (values: readonly number[]) =>
        values.flatMap((value, i) => new Array<number>(weights[i]).fill(value));
      const found = weightedAveragePrecision(yTrue, probability)(weights);
      const expected = averagePrecision(written(yTrue), written(probability));
      if (expected === null) ok(Number.isNaN(found));
      else ok(Math.abs(found - expected) < 1e-12);
    },
  ));
});

Deno.test("a scoring compared with itself differs by nothing, and so does one that ranks the same", () => {
  const { yTrue, first } = simulateRows(200, 1);
  for (const same of [first, first.map((score) => 2 * score - 1)]) {
    const found = pairedBootstrap(yTrue, first, same, options)!;
    deepEqual([found.difference, found.lower, found.standardError], [0, 0, 0]);
  }
});

Deno.test("the two the other way round differ as much the other way", () => {
  const { yTrue, first, second } = simulateRows(300, 2);
  const one = pairedBootstrap(yTrue, first, second, { ...options, confidence: 0.9 })!;
  const other = pairedBootstrap(yTrue, second, first, { ...options, confidence: 0.1 })!;
  equal(one.difference, -other.difference);
  ok(Math.abs(one.lower + other.lower) < 1e-12, "the bound from below is the bound from above");
});

Deno.test("the same seed gives the same bound, another seed another, more confidence a lower one", () => {
  const { yTrue, first, second } = simulateRows(300, 3);
  const found = (more: Partial<PairedBootstrapOptions>) =>
    pairedBootstrap(yTrue, first, second, { ...options, ...more })!;
  deepEqual(found({}), found({}));
  notDeepEqual(found({ seed: 4 }).lower, found({}).lower);
  ok(
    found({ confidence: 0.99 }).lower < found({}).lower && found({}).lower < found({ confidence: 0.6 }).lower,
  );
});

// The truth is the difference on 200,000 rows of the same kind. Nominal 0.9; percentile bounds of average precision
// are known to be somewhat off on some dozens of failures (Boyd, Eng and Page, 2013).
Deno.test("the bound lies below the true difference about as often as it promises", () => {
  for (const sharpness of [[3, 3], [3, 2.7]] as const) {
    const whole = simulateRows(200_000, 9, sharpness);
    const truth = averagePrecision(whole.yTrue, whole.first)! - averagePrecision(whole.yTrue, whole.second)!;
    let covered = 0;
    const trials = 300;
    for (let trial = 0; trial < trials; trial++) {
      const { yTrue, first, second } = simulateRows(400, 100 + trial, sharpness);
      const { lower } = pairedBootstrap(yTrue, first, second, {
        samples: 300,
        confidence: 0.9,
        seed: trial,
      })!;
      if (lower <= truth) covered++;
    }
    const share = covered / trials;
    ok(share > 0.85 && share < 0.95, `sharpness ${sharpness}: covered ${share}`);
  }
});

// 40 machines of 15 copies of one row each: there are 40 independent rows, and drawing rows would claim 600.
Deno.test("drawing whole machines finds the doubt that alike rows hide", () => {
  const { yTrue, first, second } = simulateRows(40, 5, [2, 1]);
  const copied = (values: ArrayLike<number>) => Float64Array.from({ length: 600 }, (_, i) => values[i % 40]);
  const error = (groups?: Int32Array) =>
    pairedBootstrap(copied(yTrue), copied(first), copied(second), { ...options, samples: 1000, groups })!
      .standardError;
  const distinct = pairedBootstrap(yTrue, first, second, { ...options, samples: 1000 })!.standardError;
  ok(Math.abs(error(Int32Array.from({ length: 600 }, (_, i) => i % 40)) / distinct - 1) < 0.15);
  ok(error() < distinct / 2);
});

Deno.test("without failures there is no difference to bound, nor where most resamples lack one", () => {
  equal(pairedBootstrap([0, 0, 0], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1], options), null);
  // One failing machine of a hundred would be missing from 37 % of resamples; that is few enough.
  const rows = Array.from({ length: 100 }, (_, i) => i);
  ok(pairedBootstrap(rows.map((i) => Number(i === 0)), rows, rows, options));
});

Deno.test("rows and options that cannot be are refused", () => {
  const call = (more: Partial<PairedBootstrapOptions>) => () =>
    pairedBootstrap([0, 1], [0.1, 0.9], [0.2, 0.8], { ...options, ...more });
  throws(call({ samples: 1 }), RangeError);
  throws(call({ samples: 10.5 }), RangeError);
  throws(call({ confidence: 1 }), RangeError);
  throws(call({ confidence: 0 }), RangeError);
  throws(call({ groups: Int32Array.of(1) }), RangeError);
  throws(() => pairedBootstrap([0, 1], [0.1], [0.2, 0.8], options), RangeError);
  throws(() => pairedBootstrap([0, 1], [0.1, 0.9], [0.2, NaN], options), RangeError);
  throws(() => pairedBootstrap([0, 2], [0.1, 0.9], [0.2, 0.8], options), RangeError);
});
