import { equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import type { ThresholdParams } from "../../../lib/contracts/params.ts";
import { chooseThreshold } from "../../../lib/metrics/choose_threshold.ts";
import { confusionMatrix } from "../../../lib/metrics/confusion_matrix.ts";
import { decide } from "../../../lib/metrics/decide.ts";
import { type ScoredRows, scoredRows } from "./scored_rows.ts";

const costs = { missed_failure_cost: 100, false_alarm_cost: 5, planned_repair_cost: 10 };
const f1: ThresholdParams = { rule: "f1", ...costs };
const cost: ThresholdParams = { rule: "cost", ...costs };

function valueAt({ yTrue, probability }: ScoredRows, threshold: number, params: ThresholdParams): number {
  const { true_positive: tp, false_positive: fp, false_negative: fn } = confusionMatrix(
    yTrue,
    decide(probability, threshold),
  );
  return params.rule === "f1"
    ? 2 * tp / (2 * tp + fp + fn)
    : fn * params.missed_failure_cost + fp * params.false_alarm_cost + tp * params.planned_repair_cost;
}

/** Tries every way to cut the rows: at each attained score, and above all of them unless one scores 1. */
function bestByTrial(rows: ScoredRows, params: ThresholdParams): { value: number; alarms: number } {
  const cuts = [...new Set(rows.probability)].sort((a, b) => b - a);
  if (cuts[0] < 1) cuts.unshift(2);
  let best: { value: number; alarms: number } | undefined;
  for (const cut of cuts) {
    const value = valueAt(rows, cut, params);
    const better = best === undefined || (params.rule === "f1" ? value > best.value : value < best.value);
    if (better) best = { value, alarms: rows.probability.filter((p) => p >= cut).length };
  }
  return best!;
}

const anyParams: fc.Arbitrary<ThresholdParams> = fc.record({
  rule: fc.constantFrom("f1" as const, "cost" as const),
  missed_failure_cost: fc.integer({ min: 0, max: 100 }),
  false_alarm_cost: fc.integer({ min: 0, max: 20 }),
  planned_repair_cost: fc.integer({ min: 0, max: 120 }),
});

Deno.test("no other threshold is better, and of equally good ones the highest is chosen", () => {
  fc.assert(
    fc.property(scoredRows(), anyParams, (rows, params) => {
      fc.pre(params.rule === "cost" || rows.yTrue.includes(1));
      const chosen = chooseThreshold(rows.yTrue, rows.probability, params);
      const best = bestByTrial(rows, params);
      equal(chosen.value, best.value);
      equal(valueAt(rows, chosen.threshold, params), best.value);
      equal(rows.probability.filter((p) => p >= chosen.threshold).length, best.alarms);
      ok(chosen.threshold >= 0 && chosen.threshold <= 1);
    }),
    { numRuns: 500 },
  );
});

Deno.test("the threshold lies midway between two attained scores", () => {
  equal(chooseThreshold([0, 0, 1], [0.25, 0.5, 0.75], f1).threshold, 0.625);
});

Deno.test("calling everything a failure lies midway between the lowest score and 0", () => {
  equal(chooseThreshold([1, 1], [0.5, 0.75], f1).threshold, 0.25);
  equal(chooseThreshold([1, 1], [0, 0.75], f1).threshold, 0);
});

Deno.test("calling nothing a failure lies midway between the highest score and 1", () => {
  equal(chooseThreshold([0, 0], [0.25, 0.5], cost).threshold, 0.75);
});

Deno.test("a row that scores 1 is always called a failure", () => {
  const { threshold, value } = chooseThreshold([0, 0], [0.5, 1], cost);
  equal(threshold, 0.75);
  equal(value, 5);
});

Deno.test("between neighbouring doubles the upper score is the threshold", () => {
  const lower = 0.5 + Number.EPSILON / 2, upper = lower + Number.EPSILON / 2;
  for (const [a, b] of [[0.5, lower], [lower, upper]]) {
    const { threshold } = chooseThreshold([0, 1], [a, b], f1);
    equal(threshold > a && threshold <= b, true);
  }
});

Deno.test("a dear missed failure lowers the threshold, a dear false alarm raises it", () => {
  const yTrue = [0, 1, 0, 0, 1, 0, 1], score = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
  const low = chooseThreshold(yTrue, score, { ...cost, missed_failure_cost: 1000 }).threshold;
  const high = chooseThreshold(yTrue, score, { ...cost, false_alarm_cost: 1000 }).threshold;
  ok(low < 0.2 && high > 0.6, `${low} ${high}`);
});

Deno.test("no rows, or no failures under rule f1, are refused", () => {
  throws(() => chooseThreshold([], [], cost), RangeError);
  throws(() => chooseThreshold([0, 0], [0.1, 0.2], f1), RangeError);
  throws(() => chooseThreshold([0, 1], [0.1, 1.2], f1), RangeError);
});
