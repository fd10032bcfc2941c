import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { Calibration } from "../../../lib/contracts/model_header.ts";
import { calibrate } from "../../../lib/model/calibration.ts";
import { leastFailingScore } from "../../../lib/onnx/least_failing_score.ts";

const calibrations: Calibration[] = [
  { method: "identity" },
  { method: "platt", epsilon: 0.005, a: 1.3, b: -0.4 },
  { method: "beta", epsilon: 0.005, a: 0.8, b: 2.2, c: -1.9 },
];

Deno.test("a score at the least reaches the threshold, and the double below it does not", () => {
  fc.assert(fc.property(
    fc.constantFrom(...calibrations),
    fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    (calibration, score) => {
      const probability = calibrate(calibration, score);
      const least = leastFailingScore({ calibration, threshold: { probability } });
      ok(calibrate(calibration, least) >= probability);
      const below = new Float64Array(BigInt64Array.of(bitsOf(least) - 1n).buffer)[0];
      ok(calibrate(calibration, below) < probability);
      // A few doubles share a probability; none lies farther off.
      ok(Math.abs(least - score) < 1e-13, `${least - score}`);
    },
  ));
});

Deno.test("an uncalibrated threshold is its own score; one that every score reaches is 0; one that none does is infinite", () => {
  const identity = { method: "identity" } as const;
  equal(leastFailingScore({ calibration: identity, threshold: { probability: 0.1 + 0.2 } }), 0.1 + 0.2);
  equal(leastFailingScore({ calibration: identity, threshold: { probability: 1 } }), 1);
  equal(leastFailingScore({ calibration: identity, threshold: { probability: 5e-324 } }), 5e-324);
  equal(leastFailingScore({ calibration: calibrations[1], threshold: { probability: 0 } }), 0);
  equal(leastFailingScore({ calibration: calibrations[1], threshold: { probability: 1 } }), Infinity);
});

function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0];
}
