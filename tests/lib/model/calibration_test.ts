import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { type Calibration, calibrationSchema } from "../../../lib/contracts/model_header.ts";
import { decide } from "../../../lib/metrics/decide.ts";
import { expectedCalibrationError } from "../../../lib/metrics/expected_calibration_error.ts";
import { logLoss } from "../../../lib/metrics/log_loss.ts";
import { calibrate, fitCalibration } from "../../../lib/model/calibration.ts";
import { chooseDecision } from "../../../lib/model/decision.ts";
import { createRandom } from "../../../lib/random/random.ts";
import { oracle } from "../prepare/plant.ts";
import { paramsWith } from "./sample_model.ts";

interface Recorded {
  name: string;
  failure: number[];
  score: number[];
  epsilon: number;
  platt: [a: number, b: number];
  beta: [a: number, b: number, c: number];
}
const recorded: Recorded[] = oracle("calibration").maps;

/** Scores of a forest of 100 trees, on rows that fail more often the higher they score; both classes occur. */
const scored = fc.record({
  seed: fc.nat({ max: 10_000 }),
  rows: fc.integer({ min: 4, max: 300 }),
  rate: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
  sharpness: fc.double({ min: -1, max: 30, noNaN: true }),
  narrowness: fc.double({ min: 0.01, max: 1, noNaN: true }),
}).map(({ seed, rows, rate, sharpness, narrowness }) => {
  const random = createRandom(seed);
  const failure = Uint8Array.from(
    { length: rows },
    (_, row) => row === 0 ? 0 : row === 1 ? 1 : random.uniform() < rate ? 1 : 0,
  );
  const score = Float64Array.from(failure, (failed) => {
    const share = 1 / (1 + Math.exp(-sharpness * (failed - 0.5) - random.normal()));
    return Math.round(100 * (0.5 + narrowness * (share - 0.5))) / 100;
  });
  return { failure, score };
});

const grid = Float64Array.from({ length: 10_001 }, (_, i) => i / 10_000);

function loss(failure: ArrayLike<number>, probability: ArrayLike<number>): number {
  return logLoss(failure, probability)!;
}

Deno.test("every fitted map rises from each score to the next, and stays within 0 and 1", () => {
  fc.assert(
    fc.property(scored, ({ failure, score }) => {
      const map = fitCalibration(failure, score, 0.005);
      calibrationSchema.parse(map);
      let before = -1;
      for (const value of grid) {
        const probability = calibrate(map, value);
        ok(probability > before, `${JSON.stringify(map)} at ${value}: ${probability} after ${before}`);
        before = probability;
      }
      ok(calibrate(map, 0) >= 0 && before <= 1);
    }),
    { numRuns: 300 },
  );
});

Deno.test("ranks and ties are the same on either scale", () => {
  fc.assert(fc.property(scored, ({ failure, score }) => {
    const map = fitCalibration(failure, score, 0.005);
    const probability = score.map((value) => calibrate(map, value));
    for (let row = 1; row < score.length; row++) {
      equal(Math.sign(probability[row] - probability[row - 1]), Math.sign(score[row] - score[row - 1]));
    }
  }));
});

Deno.test("decisions are the same on either scale, by either rule", () => {
  fc.assert(fc.property(scored, fc.constantFrom("f1", "cost"), ({ failure, score }, rule) => {
    const { calibration, threshold } = chooseDecision(failure, score, {
      ...paramsWith(`threshold.rule=${rule}`).threshold,
    }, 100);
    const probability = score.map((value) => calibrate(calibration, value));
    deepEqual(decide(probability, threshold.probability), decide(score, threshold.score));
  }));
});

Deno.test("on recorded scores log loss falls", () => {
  for (const { failure, score, epsilon } of recorded) {
    const map = fitCalibration(failure, score, epsilon);
    ok(loss(failure, score.map((value) => calibrate(map, value))) < loss(failure, score));
  }
});

/** Mean log loss against Platt's targets, which count one row more of either class. */
function smoothedLoss(failure: Uint8Array, probability: Float64Array): number {
  const failures = failure.reduce((sum, failed) => sum + failed, 0);
  const high = (failures + 1) / (failures + 2), low = 1 / (failure.length - failures + 2);
  return probability.reduce((sum, p, row) => {
    const target = failure[row] ? high : low;
    return sum - (target * Math.log(p) + (1 - target) * Math.log(1 - p)) / failure.length;
  }, 0);
}

Deno.test("against the targets that it is fitted to, no map has a higher log loss than the scores drawn in", () => {
  fc.assert(fc.property(scored, ({ failure, score }) => {
    const map = fitCalibration(failure, score, 0.005);
    if (map.method === "identity") return;
    const drawnIn = score.map((value) => map.epsilon + (1 - 2 * map.epsilon) * value);
    const before = smoothedLoss(failure, drawnIn);
    const after = smoothedLoss(failure, score.map((value) => calibrate(map, value)));
    ok(after <= before + 1e-9, `${JSON.stringify(map)}: ${after} after ${before}`);
  }));
});

for (const { name, failure, score, epsilon, platt, beta } of recorded) {
  Deno.test(`Platt's and the beta map are scikit-learn's: ${name}`, () => {
    const maps: Calibration[] = [{ method: "platt", epsilon, a: platt[0], b: platt[1] }];
    // A beta map that falls somewhere is no candidate.
    if (Math.min(beta[0], beta[1]) > 0) {
      maps.push({ method: "beta", epsilon, a: beta[0], b: beta[1], c: beta[2] });
    }
    const losses = maps.map((map) => loss(failure, score.map((value) => calibrate(map, value))));
    const expected = maps[losses.indexOf(Math.min(...losses))];
    const found = fitCalibration(failure, score, epsilon);
    equal(found.method, expected.method);
    for (const [key, value] of Object.entries(expected)) {
      if (typeof value !== "number") continue;
      const actual = (found as unknown as Record<string, number>)[key];
      ok(
        Math.abs(actual - value) < 1e-5 * Math.max(1, Math.abs(value)),
        `${key}: ${actual}, expected ${value}`,
      );
    }
  });
}

Deno.test("of the two maps the one with the lower log loss is taken", () => {
  equal(
    new Set(recorded.map(({ failure, score, epsilon }) => fitCalibration(failure, score, epsilon).method))
      .size,
    2,
  );
});

Deno.test("scores that say nothing, or the wrong way round, are left as they are", () => {
  const half = (rows: number) => Uint8Array.from({ length: rows }, (_, row) => row % 2);
  for (const rows of [10, 1000, 20_000]) {
    for (const value of [0, 0.03, 0.3, 1]) {
      deepEqual(fitCalibration(half(rows), new Float64Array(rows).fill(value), 0.005), {
        method: "identity",
      });
    }
    const wrong = Float64Array.from(half(rows), (failed) => failed === 1 ? 0.2 : 0.7);
    deepEqual(fitCalibration(half(rows), wrong, 0.005), { method: "identity" });
  }
});

Deno.test("scores that lie close together and yet tell are drawn in further, rather than left alone", () => {
  const random = createRandom(8);
  const failure = Uint8Array.from({ length: 2000 }, () => random.below(10) === 0 ? 1 : 0);
  const score = Float64Array.from(failure, (failed) => 0.45 + 0.1 * failed + 0.05 * random.normal());
  const map = fitCalibration(failure, score, 0.005);
  ok(map.method !== "identity" && map.epsilon > 0.005, JSON.stringify(map));
  ok(loss(failure, score.map((value) => calibrate(map, value))) < 0.5 * loss(failure, score));
});

Deno.test("scores that part the classes altogether are still parted at a half", () => {
  const failure = Uint8Array.from({ length: 1000 }, (_, row) => row < 50 ? 1 : 0);
  for (const [low, high] of [[0, 1], [0.2, 0.8], [0.45, 0.55]]) {
    const map = fitCalibration(failure, Float64Array.from(failure, (failed) => failed ? high : low), 0.005);
    calibrationSchema.parse(map);
    ok(calibrate(map, low) < 0.5 && calibrate(map, high) > 0.5);
  }
});

Deno.test("overconfident scores are drawn in, and their calibration error falls", () => {
  const random = createRandom(6);
  const truth = Float64Array.from({ length: 4000 }, () => random.uniform());
  const failure = Uint8Array.from(truth, (p) => random.uniform() < p ? 1 : 0);
  const score = truth.map((p) => 1 / (1 + ((1 - p) / p) ** 3));
  const map = fitCalibration(failure, score, 0.005);
  const before = expectedCalibrationError(failure, score)!;
  const after = expectedCalibrationError(failure, score.map((value) => calibrate(map, value)))!;
  ok(before > 0.1 && after < 0.04, `${before}, then ${after}`);
});
