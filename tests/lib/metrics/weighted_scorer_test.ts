import fc from "fast-check";
import { scoreNames } from "../../../lib/contracts/metrics.ts";
import { scoreAll } from "../../../lib/metrics/score_all.ts";
import { createWeightedScorer } from "../../../lib/metrics/weighted_scorer.ts";
import { approximately } from "./approximately.ts";
import { scoredRows } from "./scored_rows.ts";

Deno.test("scores of weighted rows equal the scores of rows that stand that many times", () => {
  fc.assert(fc.property(
    scoredRows({ minLength: 3 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 40 }),
    fc.oneof(fc.constantFrom(0, 0.3, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    ({ yTrue, probability }, counts, threshold) => {
      const scorer = createWeightedScorer(yTrue, probability, threshold);
      const weights = new Uint32Array(yTrue.length);
      const rows: number[] = [];
      yTrue.forEach((_, row) => {
        const count = counts[row % counts.length];
        weights[scorer.position[row]] = count;
        for (let i = 0; i < count; i++) rows.push(row);
      });
      const scores = new Float64Array(scoreNames.length);
      scorer.score(weights, scores);
      const expected = scoreAll(
        rows.map((row) => yTrue[row]),
        rows.map((row) => probability[row]),
        threshold,
      );
      scoreNames.forEach((name, s) =>
        approximately(Number.isNaN(scores[s]) ? null : scores[s], expected[name], name)
      );
    },
  ));
});
