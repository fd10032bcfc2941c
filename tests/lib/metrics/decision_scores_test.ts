import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { confusionMatrix } from "../../../lib/metrics/confusion_matrix.ts";
import { decide } from "../../../lib/metrics/decide.ts";
import { decisionScores, scoresOfConfusion } from "../../../lib/metrics/decision_scores.ts";

Deno.test("the cells of the confusion matrix count what their names say", () => {
  deepEqual(confusionMatrix([0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 0, 1, 1, 1]), {
    true_negative: 2,
    false_positive: 1,
    false_negative: 1,
    true_positive: 3,
  });
});

Deno.test("a decision that is neither 0 nor 1 is refused", () => {
  throws(() => confusionMatrix([0, 1], [0, 0.7]), RangeError);
});

Deno.test("a score at the threshold is a failure", () => {
  deepEqual([...decide(Float64Array.of(0.3, 0.29999999999999993), 0.3)], [1, 0]);
});

// By hand: 90 right of 100; 6 of 10 alarms right; 6 of 12 failures found.
Deno.test("scores of a confusion matrix are those worked out by hand", () => {
  const scores = scoresOfConfusion({
    true_negative: 84,
    false_positive: 4,
    false_negative: 6,
    true_positive: 6,
  });
  equal(scores.accuracy, 0.9);
  equal(scores.precision, 0.6);
  equal(scores.recall, 0.5);
  equal(scores.f1, 12 / 22);
  ok(Math.abs(scores.mcc! - (6 * 84 - 4 * 6) / Math.sqrt(10 * 12 * 88 * 90)) < 1e-15);
});

Deno.test("the majority class alone has accuracy, recall 0 and F1 0; precision and MCC are undefined", () => {
  const scores = decisionScores([0, 0, 0, 1], [0, 0, 0, 0]);
  equal(scores.accuracy, 0.75);
  equal(scores.recall, 0);
  equal(scores.f1, 0);
  equal(scores.precision, null);
  equal(scores.mcc, null);
});

Deno.test("MCC stays right where its products leave the exact integers", () => {
  const million = 1e6;
  const scores = scoresOfConfusion({
    true_negative: 90 * million,
    false_positive: million,
    false_negative: million,
    true_positive: 8 * million,
  });
  ok(Math.abs(scores.mcc! - (8 * 90 - 1) / (9 * 91)) < 1e-12);
});
