import { equal } from "node:assert/strict";
import { precisionRecallCurve } from "../../../lib/metrics/precision_recall_curve.ts";
import { curveApproximately } from "./approximately.ts";
import { oracleCases } from "./oracle_cases.ts";

for (const { name, y_true, probability, curves } of oracleCases) {
  Deno.test(`the precision-recall curve equals scikit-learn's: ${name}`, () => {
    const { whole, dropped } = curves.precision_recall;
    curveApproximately(
      precisionRecallCurve(y_true, probability, { dropIntermediate: false }),
      whole,
      "whole",
    );
    curveApproximately(precisionRecallCurve(y_true, probability), dropped, "dropped");
  });
}

Deno.test("there is no precision-recall curve of no rows", () => {
  equal(precisionRecallCurve([], []), null);
});
