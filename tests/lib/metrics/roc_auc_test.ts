import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { rocAuc } from "../../../lib/metrics/roc_auc.ts";
import { approximately } from "./approximately.ts";
import { scoredRows } from "./scored_rows.ts";

Deno.test("ROC AUC is the share of pairs ranked right, ties counting one half", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    let pairs = 0, right = 0;
    yTrue.forEach((a, i) =>
      yTrue.forEach((b, j) => {
        if (a === 1 && b === 0) {
          pairs++;
          right += probability[i] > probability[j] ? 1 : probability[i] === probability[j] ? 0.5 : 0;
        }
      })
    );
    approximately(rocAuc(yTrue, probability), pairs === 0 ? null : right / pairs, "ROC AUC");
  }));
});

Deno.test("reversed scores have one minus the ROC AUC", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const auc = rocAuc(yTrue, probability);
    const reversed = rocAuc(yTrue, probability.map((p) => -p));
    approximately(reversed, auc === null ? null : 1 - auc, "reversed");
  }));
});

Deno.test("doubling every score and another order of rows leave ROC AUC as it was", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const auc = rocAuc(yTrue, probability);
    equal(rocAuc(yTrue, probability.map((p) => 2 * p)), auc);
    equal(rocAuc(yTrue.toReversed(), probability.toReversed()), auc);
  }));
});

Deno.test("ROC AUC needs both classes", () => {
  equal(rocAuc([1, 1], [0.1, 0.9]), null);
  equal(rocAuc([], []), null);
  ok(rocAuc([1, 0], [0.1, 0.9]) === 0);
});
