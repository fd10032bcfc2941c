import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { calibrationCurve } from "../../../lib/metrics/calibration_curve.ts";
import { expectedCalibrationError } from "../../../lib/metrics/expected_calibration_error.ts";
import { probabilityBin } from "../../../lib/metrics/probability_bin.ts";
import { curveApproximately } from "./approximately.ts";
import { oracleCases } from "./oracle_cases.ts";
import { scoredRows } from "./scored_rows.ts";

for (const { name, y_true, probability, curves } of oracleCases) {
  Deno.test(`the calibration curve equals scikit-learn's: ${name}`, () => {
    for (const [bins, expected] of Object.entries(curves.calibration)) {
      curveApproximately(
        calibrationCurve(y_true, probability, { bins: Number(bins) }),
        expected,
        `${bins} bins`,
      );
    }
  });
}

Deno.test("every row is counted in one bin", () => {
  fc.assert(
    fc.property(
      scoredRows({ minLength: 0 }),
      fc.integer({ min: 1, max: 30 }),
      ({ yTrue, probability }, bins) => {
        const { count } = calibrationCurve(yTrue, probability, { bins });
        equal(count.reduce((sum, rows) => sum + rows, 0), yTrue.length);
      },
    ),
  );
});

Deno.test("a bin holds its upper edge and not its lower one, whatever the number of bins", () => {
  for (let bins = 1; bins <= 60; bins++) {
    for (let edge = 1; edge < bins; edge++) {
      const value = edge * (1 / bins);
      equal(probabilityBin(value, bins), edge - 1, `${edge} of ${bins}`);
      equal(probabilityBin(value + 1e-12, bins), edge, `above ${edge} of ${bins}`);
    }
    deepEqual([probabilityBin(0, bins), probabilityBin(1, bins)], [0, bins - 1]);
  }
});

// Bins of [0.2, 0.4] and (0.4, 0.6]: |0.3 - 0| of 2 rows and |0.6 - 1| of 1 row, of 3.
Deno.test("expected calibration error of rows worked out by hand", () => {
  const error = expectedCalibrationError([0, 0, 1], [0.3, 0.3, 0.6], { bins: 5 });
  ok(Math.abs(error! - (2 * 0.3 + 0.4) / 3) < 1e-15);
});

Deno.test("one bin compares the mean probability with the failure rate", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const error = expectedCalibrationError(yTrue, probability, { bins: 1 })!;
    ok(Math.abs(error - Math.abs(mean(probability) - mean(yTrue))) < 1e-12);
  }));
});

Deno.test("a number of bins that is no whole number from 1 is refused", () => {
  throws(() => calibrationCurve([0], [0.5], { bins: 0 }), RangeError);
  throws(() => calibrationCurve([0], [0.5], { bins: 2.5 }), RangeError);
});
