import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { scoreNames, scoresSchema } from "../../../lib/contracts/metrics.ts";
import { scoreAll } from "../../../lib/metrics/score_all.ts";
import { approximately } from "./approximately.ts";
import { oracleCases } from "./oracle_cases.ts";
import { scoredRows } from "./scored_rows.ts";

for (const { name, y_true, probability, threshold, scores } of oracleCases) {
  Deno.test(`every score equals scikit-learn's: ${name}`, () => {
    const actual = scoreAll(y_true, probability, threshold);
    deepEqual(actual.confusion, scores.confusion);
    for (const score of scoreNames) approximately(actual[score], scores[score], score);
  });
}

Deno.test("typed arrays score as arrays do", () => {
  const { y_true, probability, threshold } = oracleCases[0];
  deepEqual(
    scoreAll(Uint8Array.from(y_true), Float64Array.from(probability), threshold),
    scoreAll(y_true, probability, threshold),
  );
});

Deno.test("scores keep the contract: a finite number or null, in their ranges, for any rows", () => {
  fc.assert(
    fc.property(scoredRows({ minLength: 0 }), fc.double({ min: 0, max: 1, noNaN: true }), (rows, cut) => {
      const scores = scoresSchema.parse(scoreAll(rows.yTrue, rows.probability, cut));
      for (const name of scoreNames) {
        const value = scores[name];
        if (value === null) continue;
        ok(value >= (name === "mcc" ? -1 - 1e-12 : 0), `${name} ${value}`);
        if (name !== "log_loss") ok(value <= 1 + 1e-12, `${name} ${value}`);
      }
    }),
  );
});

Deno.test("no rows leave every score undefined", () => {
  const scores = scoreAll([], [], 0.5);
  for (const name of scoreNames) equal(scores[name], null);
});

Deno.test("rows of unequal number, other labels and other numbers are refused", () => {
  throws(() => scoreAll([0, 1], [0.5], 0.5), RangeError);
  throws(() => scoreAll([0, 2], [0.5, 0.5], 0.5), RangeError);
  throws(() => scoreAll([0, 1], [0.5, 1.5], 0.5), RangeError);
  throws(() => scoreAll([0, 1], [0.5, NaN], 0.5), RangeError);
});
