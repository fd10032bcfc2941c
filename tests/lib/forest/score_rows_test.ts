import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { type Forest, joinTrees } from "../../../lib/forest/forest.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { leafOf, walkRow, walkRows } from "../../../lib/forest/plain_walk.ts";
import { prepareToScore, scoreRow, scoreRows } from "../../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

/** Two trees: one asks whether the first feature is above 10, the other is a single leaf. */
const forest: Forest = joinTrees([
  {
    feature: Int32Array.of(0, -2, -2),
    threshold: Float64Array.of(10, -2, -2),
    leftChild: Int32Array.of(1, -1, -1),
    rightChild: Int32Array.of(2, -1, -1),
    value: Float64Array.of(0.5, 0.25, 1),
    nodeSamples: Int32Array.of(8, 4, 4),
  },
  {
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    leftChild: Int32Array.of(-1),
    rightChild: Int32Array.of(-1),
    value: Float64Array.of(0.5),
    nodeSamples: Int32Array.of(8),
  },
], 2);

Deno.test("a score is the mean of the leaves' shares", () => {
  deepEqual([...scoreRows(forest, [Float64Array.of(9, 11), Float64Array.of(0, 0)])], [0.375, 0.75]);
});

Deno.test("a row exactly at a threshold goes left", () => {
  equal(leafOf(forest, 0, Float64Array.of(10, 0)), 1);
  equal(leafOf(forest, 0, Float64Array.of(10.000000000000002, 0)), 2);
});

Deno.test("positions of children count from their tree's first node", () => {
  equal(leafOf(forest, 1, Float64Array.of(0, 0)), 3);
  deepEqual([...forest.treeOffsets], [0, 3, 4]);
});

Deno.test("one row alone scores bit for bit as among others", async () => {
  const { columns, failure } = noisyRows({ rows: 400, features: 4, seed: 9 });
  const grown = await growForest(columns, failure, { ...trainParams, trees: 37 }, {
    pool: createWorkerPool(1),
  });
  const held = noisyRows({ rows: 300, features: 4, seed: 10 });
  const scores = scoreRows(grown.forest, held.columns);
  scores.forEach((score, row) => {
    equal(scoreRow(grown.forest, Float64Array.from(held.columns, (column) => column[row])), score);
  });
});

Deno.test("scores are those of the plain walk before tables are made, after, and when they are made early", async () => {
  const { columns, failure } = noisyRows({ rows: 500, features: 4, seed: 11 });
  const grow = async () =>
    (await growForest(columns, failure, { ...trainParams, trees: 20 }, { pool: createWorkerPool(1) })).forest;
  const held = noisyRows({ rows: 5000, features: 4, seed: 12 }).columns;
  const [late, early] = [await grow(), await grow()];
  const row = Float64Array.from(held, (column) => column[7]);
  const scores = walkRows(late, held), score = walkRow(late, row);
  prepareToScore(early);
  for (const forest of [late, early]) {
    equal(scoreRow(forest, row), score);
    const parts = [[0, 10], [10, 900], [900, 5000]].map(([start, end]) =>
      scoreRows(forest, held.map((column) => column.subarray(start, end)))
    );
    deepEqual(parts.flatMap((part) => [...part]), [...scores]);
    equal(scoreRow(forest, row), score);
  }
});

Deno.test("many rows are scored faster than by the plain walk", async () => {
  const { columns, failure } = noisyRows({ rows: 2000, features: 4, seed: 13 });
  const { forest } = await growForest(columns, failure, { ...trainParams, trees: 50 }, {
    pool: createWorkerPool(1),
  });
  const held = noisyRows({ rows: 20_000, features: 4, seed: 14 }).columns;
  const fastest = (score: typeof scoreRows) =>
    Math.min(...Array.from({ length: 3 }, () => {
      const start = performance.now();
      score(forest, held);
      return performance.now() - start;
    }));
  ok(fastest(scoreRows) < fastest(walkRows));
});

Deno.test("no rows give no scores", () => {
  equal(scoreRows(forest, [new Float64Array(0), new Float64Array(0)]).length, 0);
});

Deno.test("another number of features is refused", () => {
  throws(() => scoreRows(forest, [new Float64Array(2)]), RangeError);
});
