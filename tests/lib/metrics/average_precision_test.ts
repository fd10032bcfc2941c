import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { averagePrecision } from "../../../lib/metrics/average_precision.ts";
import { precisionRecallCurve } from "../../../lib/metrics/precision_recall_curve.ts";
import { approximately } from "./approximately.ts";
import { scoredRows } from "./scored_rows.ts";

Deno.test("average precision is the area of the steps of the precision-recall curve", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const curve = precisionRecallCurve(yTrue, probability, { dropIntermediate: false });
    const area = curve &&
      curve.precision.slice(0, -1).reduce(
        (sum, precision, i) => sum + (curve.recall[i] - curve.recall[i + 1]) * precision,
        0,
      );
    approximately(averagePrecision(yTrue, probability), area, "average precision");
  }));
});

Deno.test("one score for all rows has the failure rate as its average precision", () => {
  equal(averagePrecision([0, 1, 0, 0], [0.5, 0.5, 0.5, 0.5]), 0.25);
});

Deno.test("the order of tied rows does not matter", () => {
  const labels = [1, 0, 0, 1];
  const tied = [0.4, 0.4, 0.4, 0.4];
  equal(averagePrecision(labels, tied), averagePrecision(labels.toReversed(), tied));
});

Deno.test("average precision is undefined without failures and positive with one", () => {
  equal(averagePrecision([0, 0], [0.1, 0.9]), null);
  ok(averagePrecision([0, 1], [0.9, 0.1])! > 0);
});
