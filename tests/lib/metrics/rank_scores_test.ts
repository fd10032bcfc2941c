import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { rankScores } from "../../../lib/metrics/rank_scores.ts";
import { rankedCounts } from "../../../lib/metrics/ranked_counts.ts";
import { scoredRows } from "./scored_rows.ts";

Deno.test("ranks fall, ties stand together in their own order, every row stands once", () => {
  fc.assert(fc.property(scoredRows({ minLength: 0 }), ({ probability }) => {
    const { order, tieEnds } = rankScores(probability);
    deepEqual([...order].sort((a, b) => a - b), probability.map((_, i) => i));
    const ends = new Set(tieEnds);
    for (let i = 1; i < order.length; i++) {
      const before = probability[order[i - 1]], here = probability[order[i]];
      if (ends.has(i)) ok(before > here);
      else ok(before === here && order[i - 1] < order[i]);
    }
    if (order.length > 0) equal(tieEnds.at(-1), order.length);
  }));
});

Deno.test("the counts at an attained score are those of the rows at or above it", () => {
  fc.assert(fc.property(scoredRows(), ({ yTrue, probability }) => {
    const { score, truePositives, falsePositives } = rankedCounts(yTrue, probability);
    score.forEach((attained, cut) => {
      const above = yTrue.filter((_, i) => probability[i] >= attained);
      equal(truePositives[cut], above.filter((label) => label === 1).length);
      equal(falsePositives[cut], above.filter((label) => label === 0).length);
    });
  }));
});
