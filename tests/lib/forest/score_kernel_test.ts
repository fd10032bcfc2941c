import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { joinTrees, type Tree } from "../../../lib/forest/forest.ts";
import { growForest } from "../../../lib/forest/grow_forest.ts";
import { walkRows } from "../../../lib/forest/plain_walk.ts";
import { createScoreKernel } from "../../../lib/forest/score_kernel.ts";
import { scoreKernelSource } from "../../../lib/forest/score_kernel_wasm.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { noisyRows } from "./noisy_rows.ts";
import { forestsAndRows } from "./random_forests.ts";
import { trainParams } from "./train_params.ts";

Deno.test("the kernel equals the plain walk bit for bit, for any forest and any rows without NaN", () => {
  fc.assert(
    fc.property(forestsAndRows(), ({ forest, columns }) => {
      const kernel = createScoreKernel(forest)!;
      const walked = walkRows(forest, columns);
      deepEqual(kernel.scoreRows(columns), walked);
      const last = walked.length - 1;
      equal(kernel.scoreRow(Float64Array.from(columns, (column) => column[last])), walked[last]);
    }),
    { numRuns: 300 },
  );
});

for (const rows of [300, 6000]) {
  Deno.test(`the kernel equals the plain walk on a forest grown on ${rows} noisy rows`, async () => {
    const { columns, failure } = noisyRows({ rows, features: 5, seed: 3 });
    const { forest } = await growForest(columns, failure, { ...trainParams, trees: 21 }, {
      pool: createWorkerPool(1),
    });
    const held = noisyRows({ rows: 3000, features: 5, seed: 4 }).columns;
    deepEqual(createScoreKernel(forest)!.scoreRows(held), walkRows(forest, held));
  });
}

Deno.test("rows of an earlier call leave no trace in a later one", () => {
  const forest = joinTrees([chain(40, 0), chain(7, 0.5)], 1);
  const kernel = createScoreKernel(forest)!;
  const long = [Float64Array.from({ length: 3000 }, (_, i) => i % 45)];
  const short = [Float64Array.of(6, 38.5, 41)];
  const first = kernel.scoreRows(short);
  kernel.scoreRows(long);
  deepEqual(kernel.scoreRows(short), first);
  deepEqual(first, walkRows(forest, short));
});

Deno.test("two forests' kernels keep to themselves", () => {
  const one = joinTrees([chain(5, 0)], 1), two = joinTrees([chain(50, 0.25)], 1);
  const kernels = [one, two].map((forest) => createScoreKernel(forest)!);
  const columns = [Float64Array.of(0, 3, 30, 60)];
  const scores = kernels.map((kernel) => kernel.scoreRows(columns));
  deepEqual(scores, [walkRows(one, columns), walkRows(two, columns)]);
  deepEqual(kernels[0].scoreRows(columns), scores[0]);
});

Deno.test("no rows give no scores", () => {
  equal(createScoreKernel(joinTrees([chain(3, 0)], 1))!.scoreRows([new Float64Array(0)]).length, 0);
});

Deno.test("a forest whose bins 16 bits cannot count, or without a feature, is left to the plain walk", () => {
  const trees = Array.from({ length: 2200 }, (_, i) => chain(32, i / 2200));
  equal(createScoreKernel(joinTrees(trees, 1)), null);
  ok(createScoreKernel(joinTrees(trees.slice(0, 2000), 1)));
  equal(createScoreKernel(joinTrees([chain(1, 0)], 0)), null);
});

Deno.test("the compiled kernel is that of the source beside it", async () => {
  const source = await Deno.readFile(
    new URL("../../../wasm/score_kernel.ts", import.meta.url),
  );
  equal(
    scoreKernelSource,
    createHash("sha256").update(source).digest("hex"),
    "wasm/score_kernel.ts has changed: run deno task wasm",
  );
});

/** A tree of `leaves` leaves on one feature: the row's value is compared with shift, shift + 1, shift + 2, ... */
function chain(leaves: number, shift: number): Tree {
  const nodes = 2 * leaves - 1;
  const isLeaf = (node: number) => node % 2 === 1 || node === nodes - 1;
  const each = (inner: (node: number) => number, leaf: number) =>
    Array.from({ length: nodes }, (_, node) => isLeaf(node) ? leaf : inner(node));
  return {
    feature: Int32Array.from(each(() => 0, -2)),
    threshold: Float64Array.from(each((node) => shift + node / 2, -2)),
    leftChild: Int32Array.from(each((node) => node + 1, -1)),
    rightChild: Int32Array.from(each((node) => node + 2, -1)),
    value: Float64Array.from({ length: nodes }, (_, node) => 1 / (node + 1)),
    nodeSamples: new Int32Array(nodes).fill(1),
  };
}
