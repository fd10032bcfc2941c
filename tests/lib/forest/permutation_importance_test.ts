import { deepEqual, equal, notDeepEqual, ok } from "node:assert/strict";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { permutationImportance } from "../../../lib/forest/permutation_importance.ts";
import { scoreRows } from "../../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { averagePrecision } from "../../../lib/metrics/average_precision.ts";
import { noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

Deno.test("on held-out rows a feature that tells is worth much, and one of noise about nothing", async () => {
  const train = noisyRows({ rows: 1500, features: 5, seed: 1 });
  const held = noisyRows({ rows: 1500, features: 5, seed: 2 });
  const { forest } = await growForest(train.columns, train.failure, { ...trainParams, trees: 40 }, {
    pool: createWorkerPool(1),
  });
  const found = permutationImportance(
    held.columns,
    (columns) => averagePrecision(held.failure, scoreRows(forest, columns))!,
    { repeats: 5, seed: 1 },
  );
  for (const f of [0, 1]) ok(found[f].mean > 0.2, `feature ${f}: ${found[f].mean}`);
  for (const f of [2, 3, 4]) ok(Math.abs(found[f].mean) < 0.02, `feature ${f}: ${found[f].mean}`);
});

/** A score that falls by one for every row that moved in the first column. */
function inPlace([first]: readonly Float64Array[]): number {
  return -first.reduce((moved, value, row) => moved + (value === row ? 0 : 1), 0);
}

Deno.test("one feature is shuffled at a time, and the caller's columns stay as they were", () => {
  const columns = [Float64Array.from({ length: 50 }, (_, row) => row), new Float64Array(50).fill(7)];
  const before = columns.map((column) => column.slice());
  const [moved, still] = permutationImportance(columns, inPlace, { repeats: 20, seed: 3 });
  // A random order leaves one row in place on average.
  ok(Math.abs(moved.mean - 49) < 1);
  ok(moved.std > 0);
  deepEqual(still, { mean: 0, std: 0 });
  deepEqual(columns, before);
});

Deno.test("the same seed shuffles alike, another one differently", () => {
  const columns = [Float64Array.from({ length: 50 }, (_, row) => row)];
  const score = ([first]: readonly Float64Array[]) => first[0] + first[1];
  const worth = (seed: number) => permutationImportance(columns, score, { repeats: 3, seed });
  deepEqual(worth(1), worth(1));
  notDeepEqual(worth(1), worth(2));
});

Deno.test("a feature's worth does not depend on how many come after it", () => {
  const column = Float64Array.from({ length: 50 }, (_, row) => row);
  const options = { repeats: 3, seed: 1 };
  const alone = permutationImportance([column], inPlace, options);
  const first = permutationImportance([column, column.slice()], inPlace, options);
  equal(first[0].mean, alone[0].mean);
});
