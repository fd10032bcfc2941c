import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { rocAuc } from "../../../lib/metrics/roc_auc.ts";
import { rocCurve } from "../../../lib/metrics/roc_curve.ts";
import { approximately, curveApproximately } from "./approximately.ts";
import { oracleCases } from "./oracle_cases.ts";
import { scoredRows } from "./scored_rows.ts";

for (const { name, y_true, probability, curves } of oracleCases) {
  Deno.test(`the ROC curve equals scikit-learn's: ${name}`, () => {
    const { whole, dropped } = curves.roc;
    curveApproximately(rocCurve(y_true, probability, { dropIntermediate: false }), whole, "whole");
    curveApproximately(rocCurve(y_true, probability), dropped, "dropped");
  });
}

Deno.test("the area under the ROC curve, points dropped, is ROC AUC", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const curve = rocCurve(yTrue, probability);
    const auc = rocAuc(yTrue, probability);
    if (curve === null) return equal(auc, null);
    const { false_positive_rate: x, true_positive_rate: y } = curve;
    let area = 0;
    for (let i = 1; i < x.length; i++) area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
    ok(x[0] === 0 && y[0] === 0 && x.at(-1) === 1 && y.at(-1) === 1);
    approximately(area, auc, "area");
  }));
});

Deno.test("there is no ROC curve of no rows", () => equal(rocCurve([], []), null));
