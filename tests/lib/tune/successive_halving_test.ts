import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import fc from "fast-check";
import { halvingResources, successiveHalving } from "../../../lib/tune/successive_halving.ts";

const halving = { least: 1, most: 9, factor: 3 };

Deno.test("survivors are judged anew in every round, on that round's scores", async () => {
  // Candidate 1 looks best on little and worst on much; candidate 2 the other way round.
  const scores: Record<number, number[]> = {
    1: [9, 1],
    2: [8, 5],
    3: [7, 4],
    4: [1, 9],
    5: [2, 9],
    6: [3, 9],
  };
  const rounds = await successiveHalving(
    [1, 2, 3, 4, 5, 6],
    { least: 1, most: 3, factor: 3 },
    (candidate, resource) => Promise.resolve(scores[candidate][resource === 1 ? 0 : 1]),
  );
  deepEqual(rounds.map(({ ranked }) => ranked.map(({ candidate }) => candidate)), [[1, 2, 3, 6, 5, 4], [
    2,
    1,
  ]]);
});

Deno.test("every round keeps the best third, rounded up, whatever the scores", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 1, maxLength: 40 }), async (scores) => {
      const rounds = await successiveHalving(
        scores.map((_, i) => i),
        halving,
        (candidate) => Promise.resolve(scores[candidate]),
      );
      const sorted = [...scores].sort((a, b) => b - a);
      let size = scores.length;
      for (const { ranked } of rounds) {
        deepEqual(ranked.map(({ score }) => score), sorted.slice(0, size));
        size = Math.ceil(size / 3);
      }
    }),
  );
});

Deno.test("a candidate that cannot be scored ranks last and never goes on", async () => {
  const rounds = await successiveHalving(
    [1, 2, 3],
    halving,
    (candidate) => Promise.resolve(candidate === 3 ? -1 : null),
  );
  deepEqual(rounds.map(({ ranked }) => ranked.map(({ candidate }) => candidate)), [[3, 1, 2], [3], [3]]);
});

Deno.test("what evaluation throws ends the search", async () => {
  await rejects(successiveHalving([1], halving, () => Promise.reject(new Error("disk"))), /disk/);
});

Deno.test("resources grow by the factor up to the most", () => {
  deepEqual(halvingResources({ least: 10, most: 100, factor: 3 }), [10, 30, 90]);
  equal(halvingResources({ least: 5, most: 5, factor: 2 }).length, 1);
  throws(() => halvingResources({ least: 10, most: 9, factor: 3 }), RangeError);
});
