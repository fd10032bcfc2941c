import { deepEqual, equal, notDeepEqual, ok, throws } from "node:assert/strict";
import { type ScoreName, scoreNames } from "../../../lib/contracts/metrics.ts";
import { bootstrapIntervals } from "../../../lib/metrics/bootstrap_intervals.ts";
import { scoreAll } from "../../../lib/metrics/score_all.ts";
import { createRandom } from "../../../lib/random/random.ts";

/** Rows of which `rate` fail, scored with some skill. */
function simulateRows(rows: number, rate: number, seed: number) {
  const random = createRandom(seed);
  const yTrue = Uint8Array.from({ length: rows }, () => Number(random.uniform() < rate));
  const probability = Float64Array.from(
    yTrue,
    (label) => 1 / (1 + Math.exp(-(3 * label - 2 + random.normal()))),
  );
  return { yTrue, probability };
}

Deno.test("the same seed gives the same intervals, another seed others", () => {
  const { yTrue, probability } = simulateRows(200, 0.2, 1);
  const once = bootstrapIntervals(yTrue, probability, 0.5, { samples: 100, seed: 3 });
  deepEqual(bootstrapIntervals(yTrue, probability, 0.5, { samples: 100, seed: 3 }), once);
  notDeepEqual(bootstrapIntervals(yTrue, probability, 0.5, { samples: 100, seed: 4 }), once);
});

Deno.test("every interval holds the score of the rows themselves", () => {
  const { yTrue, probability } = simulateRows(800, 0.2, 2);
  const scores = scoreAll(yTrue, probability, 0.5);
  const { intervals, standardErrors } = bootstrapIntervals(yTrue, probability, 0.5, { seed: 5 });
  for (const name of scoreNames) {
    const [lower, upper] = intervals[name]!;
    ok(lower <= scores[name]! && scores[name]! <= upper, `${name} ${lower} ${scores[name]} ${upper}`);
    ok(standardErrors[name]! > 0);
  }
});

Deno.test("the standard error of accuracy is the binomial's, its interval nearly two of them either way", () => {
  const { yTrue, probability } = simulateRows(2000, 0.3, 3);
  const accuracy = scoreAll(yTrue, probability, 0.5).accuracy!;
  const binomial = Math.sqrt(accuracy * (1 - accuracy) / 2000);
  const { intervals, standardErrors } = bootstrapIntervals(yTrue, probability, 0.5, {
    samples: 2000,
    seed: 6,
  });
  ok(Math.abs(standardErrors.accuracy! / binomial - 1) < 0.07);
  const [lower, upper] = intervals.accuracy!;
  ok(Math.abs((upper - lower) / (2 * 1.96 * binomial) - 1) < 0.1);
});

Deno.test("more confidence makes every interval wider", () => {
  const { yTrue, probability } = simulateRows(500, 0.2, 4);
  const of = (confidence: number) =>
    bootstrapIntervals(yTrue, probability, 0.5, { samples: 500, seed: 7, confidence }).intervals;
  const narrow = of(0.5), wide = of(0.99);
  for (const name of scoreNames) {
    ok(wide[name]![0] < narrow[name]![0] && narrow[name]![1] < wide[name]![1], name);
  }
});

Deno.test("groups of one row each are rows", () => {
  const { yTrue, probability } = simulateRows(100, 0.3, 5);
  const rows = bootstrapIntervals(yTrue, probability, 0.5, { samples: 100, seed: 8 });
  const groups = Int32Array.from(yTrue, (_, i) => 1000 - i);
  deepEqual(bootstrapIntervals(yTrue, probability, 0.5, { samples: 100, seed: 8, groups }), rows);
});

// 50 groups of 20 copies of one row: there are 50 independent rows, and drawing rows would claim 1,000.
Deno.test("drawing whole groups finds the error that alike rows hide", () => {
  const { yTrue, probability } = simulateRows(50, 0.3, 6);
  const copied = (values: ArrayLike<number>) => Float64Array.from({ length: 1000 }, (_, i) => values[i % 50]);
  const groups = Int32Array.from({ length: 1000 }, (_, i) => i % 50);
  const error = (options: { groups?: Int32Array }) =>
    bootstrapIntervals(copied(yTrue), copied(probability), 0.5, { seed: 9, ...options }).standardErrors
      .brier!;
  const distinct = bootstrapIntervals(yTrue, probability, 0.5, { seed: 9 }).standardErrors.brier!;
  ok(Math.abs(error({ groups }) / distinct - 1) < 0.15);
  ok(Math.abs(error({}) * Math.sqrt(20) / distinct - 1) < 0.15);
});

Deno.test("scores that the rows leave undefined have no interval and no error", () => {
  const { intervals, standardErrors } = bootstrapIntervals([0, 0, 0], [0.1, 0.2, 0.3], 0.5, {
    samples: 50,
    seed: 10,
  });
  const undefinedScores: ScoreName[] = ["precision", "recall", "f1", "mcc", "roc_auc", "average_precision"];
  for (const name of scoreNames) {
    equal(intervals[name] === null, undefinedScores.includes(name), name);
    equal(standardErrors[name] === null, undefinedScores.includes(name), name);
  }
});

Deno.test("an interval survives resamples that leave its score undefined, unless they are most", () => {
  // A single failure in five rows is missing from a third of the resamples; a class that is not there, from all.
  const recall = bootstrapIntervals([1, 0, 0, 0, 0], [0.9, 0.1, 0.2, 0.3, 0.4], 0.5, { seed: 11 });
  deepEqual(recall.intervals.recall, [1, 1]);
  equal(bootstrapIntervals([1, 1, 1], [0.9, 0.1, 0.2], 0.5, { seed: 11 }).intervals.roc_auc, null);
});

Deno.test("options out of range are refused", () => {
  const call = (options: object) => () =>
    bootstrapIntervals([0, 1], [0.1, 0.9], 0.5, { seed: 1, ...options });
  throws(call({ samples: 1 }), RangeError);
  throws(call({ samples: 10.5 }), RangeError);
  throws(call({ confidence: 1 }), RangeError);
  throws(call({ confidence: 0 }), RangeError);
  throws(call({ groups: Int32Array.of(1) }), RangeError);
  throws(() => bootstrapIntervals([0, 1], [0.1, 1.9], 0.5, { seed: 1 }), RangeError);
});
