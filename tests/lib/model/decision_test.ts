import { deepEqual, equal, ok } from "node:assert/strict";
import { calibrate } from "../../../lib/model/calibration.ts";
import { chooseDecision, crossValidatedScores, halfOfTheVotes } from "../../../lib/model/decision.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { paramsWith } from "./sample_model.ts";

const { threshold } = paramsWith();

Deno.test("each fold is judged at the threshold that the other folds choose, and at no other", () => {
  // Fold 0 alone would choose 0.3, fold 1 alone 0.7. Each judged with the other's: fold 0 finds no failure at 0.7,
  // fold 1 calls everything a failure at 0.3.
  const fold = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const failure = Uint8Array.of(0, 0, 1, 1, 0, 0, 1, 1);
  const score = Float64Array.of(0.1, 0.2, 0.4, 0.5, 0.4, 0.6, 0.8, 0.9);
  const asked: number[][] = [];
  const cv = crossValidatedScores(failure, { fold, score }, (labels, scores) => {
    asked.push([...scores]);
    deepEqual([...labels], [0, 0, 1, 1]);
    return {
      ...halfOfTheVotes,
      threshold: chooseDecision(labels, scores, threshold, 100).threshold.score < 0.5
        ? { score: 0.3, probability: 0.3 }
        : { score: 0.7, probability: 0.7 },
    };
  });
  deepEqual(asked, [[0.4, 0.6, 0.8, 0.9], [0.1, 0.2, 0.4, 0.5]]);
  // Fold 0 at 0.7: recall 0, accuracy 1/2. Fold 1 at 0.3: recall 1, accuracy 1/2.
  equal(cv.recall!.mean, 0.5);
  ok(Math.abs(cv.recall!.std - Math.SQRT1_2) < 1e-12);
  deepEqual(cv.accuracy, { mean: 0.5, std: 0 });
  // Fold 0 predicts no failure: it has no precision, and so there is no mean of both.
  equal(cv.precision, null);
  deepEqual(cv.roc_auc, { mean: 1, std: 0 });
});

Deno.test("each fold's probabilities are calibrated by the other folds' map", () => {
  const fold = Int32Array.of(0, 0, 1, 1);
  const failure = Uint8Array.of(0, 1, 0, 1);
  const score = Float64Array.of(0.2, 0.6, 0.4, 0.8);
  const cv = crossValidatedScores(failure, { fold, score }, (_, scores) => ({
    ...halfOfTheVotes,
    calibration: scores[0] === 0.4
      ? { method: "platt", epsilon: 0.005, a: 2, b: 0.5 }
      : { method: "platt", epsilon: 0.005, a: 0.5, b: -1 },
  }));
  const brier = (a: number, b: number, low: number, high: number) => {
    const map = { method: "platt" as const, epsilon: 0.005, a, b };
    return (calibrate(map, low) ** 2 + (1 - calibrate(map, high)) ** 2) / 2;
  };
  const expected = (brier(2, 0.5, 0.2, 0.6) + brier(0.5, -1, 0.4, 0.8)) / 2;
  ok(Math.abs(cv.brier!.mean - expected) < 1e-12);
});

Deno.test("the threshold on the probability is the map's value of the threshold on the score", () => {
  const random = createRandom(1);
  const failure = Uint8Array.from({ length: 500 }, () => random.below(10) === 0 ? 1 : 0);
  const score = Float64Array.from(failure, (failed) => (random.below(60) + 40 * failed) / 100);
  const decision = chooseDecision(failure, score, threshold, 100);
  ok(decision.calibration.method !== "identity");
  equal(decision.threshold.probability, calibrate(decision.calibration, decision.threshold.score));
});

Deno.test("the cost rule alarms sooner the dearer a missed failure is", () => {
  const random = createRandom(2);
  const failure = Uint8Array.from({ length: 800 }, () => random.below(10) === 0 ? 1 : 0);
  const score = Float64Array.from(failure, (failed) => (random.below(70) + 30 * failed) / 100);
  const at = (cost: number) =>
    chooseDecision(failure, score, { ...threshold, rule: "cost", missed_failure_cost: cost }, 100).threshold
      .score;
  ok(at(1000) <= at(100) && at(100) < at(15), `${at(1000)}, ${at(100)}, ${at(15)}`);
});
