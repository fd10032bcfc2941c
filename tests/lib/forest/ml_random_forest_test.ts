import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { RandomForestClassifier } from "ml-random-forest";
import { treeCount } from "../../../lib/forest/forest.ts";
import { growByEngine } from "../../../lib/forest/grow_by_engine.ts";
import { growMlRandomForest, nextBelow } from "../../../lib/forest/ml_random_forest.ts";
import { scoreRows } from "../../../lib/forest/score_rows.ts";
import { createWorkerPool } from "../../../lib/forest/worker_pool.ts";
import { checkForest } from "../../../lib/model/check_forest.ts";
import { type NoisyRows, noisyRows } from "./noisy_rows.ts";
import { trainParams } from "./train_params.ts";

const params = { ...trainParams, engine: "ml-random-forest" as const, trees: 7, max_features: 2 };
const rows = noisyRows({ rows: 120, features: 3, seed: 4, step: 0.25 });

/** What the package keeps, beyond its own types. */
interface Inside {
  estimators: {
    root: { classify(row: number[]): { columns: number; get(row: number, column: number): number } };
  }[];
  indexes: number[][];
}

/** The package's own forest, made with the same options. */
function packageForest({ columns, failure }: NoisyRows): RandomForestClassifier {
  const classifier = new RandomForestClassifier({
    seed: params.seed,
    nEstimators: params.trees,
    maxFeatures: Math.min(2, columns.length),
    replacement: false,
    useSampleBagging: true,
    noOOB: true,
    isClassifier: true,
    treeOptions: { maxDepth: Infinity, minNumSamples: 1 },
  });
  classifier.train(rowsOf(columns), [...failure]);
  return classifier;
}

function rowsOf(columns: readonly Float64Array[]): number[][] {
  return Array.from(columns[0], (_, row) => columns.map((column) => column[row]));
}

/** The share of failures in the leaf in which a row ends, the mean over the package's trees. */
function meanOfTrees(classifier: RandomForestClassifier, row: number[]): number {
  const { estimators, indexes } = classifier as unknown as Inside;
  let sum = 0;
  estimators.forEach(({ root }, tree) => {
    const leaf = root.classify(indexes[tree].map((feature) => row[feature]));
    if (leaf.columns > 1) sum += leaf.get(0, 1) / (leaf.get(0, 0) + leaf.get(0, 1));
  });
  return sum / estimators.length;
}

Deno.test("the converted forest scores as the package's trees do, exactly at split values too", () => {
  const { forest } = growMlRandomForest(rows.columns, rows.failure, params);
  const classifier = packageForest(rows);
  const scores = scoreRows(forest, rows.columns);
  rowsOf(rows.columns).forEach((row, i) => equal(scores[i], meanOfTrees(classifier, row)));
  // Rows put on every split value and just beside it, in all features at once.
  const splits = [...new Set(forest.threshold.filter((_, node) => forest.feature[node] >= 0))];
  for (const below of splits) {
    const float = new Float64Array([below]);
    const bits = new BigInt64Array(float.buffer);
    bits[0] += below >= 0 ? 1n : -1n;
    for (const value of [below, float[0], nextBelow(below)]) {
      const row = rows.columns.map(() => value);
      equal(
        scoreRows(forest, row.map((x) => Float64Array.of(x)))[0],
        meanOfTrees(classifier, row),
        `${value}`,
      );
    }
  }
});

Deno.test("votes are counted right, where the package's own probabilities are not", () => {
  const telling = {
    columns: [Float64Array.from({ length: 60 }, (_, row) => row)],
    failure: Uint8Array.from({ length: 60 }, (_, row) => row < 30 ? 0 : 1),
  };
  const { forest } = growMlRandomForest(telling.columns, telling.failure, params);
  const [, last] = scoreRows(forest, [Float64Array.of(0, 59)]);
  equal(last, 1);
  const own = packageForest(telling).predictProbability([[0], [59]], 1) as number[];
  ok(own[1] < 0.99, `${own}`);
});

Deno.test("the converted forest passes every check, its rows add up and its importances are shares of one", () => {
  const { forest, importance, inBag } = growMlRandomForest(rows.columns, rows.failure, params);
  equal(treeCount(forest), 7);
  equal(checkForest(forest), null);
  equal(inBag, null);
  for (const root of forest.treeOffsets.slice(0, -1)) equal(forest.nodeSamples[root], 120);
  ok(importance.every((value) => value >= 0), `${importance}`);
  ok(Math.abs(importance.reduce((sum, value) => sum + value, 0) - 1) < 1e-9);
  ok(importance[0] > importance[2] && importance[1] > importance[2], `${importance}`);
});

Deno.test("one feature a tree is one, not all of them", () => {
  const { forest } = growMlRandomForest(rows.columns, rows.failure, { ...params, max_features: 0.4 });
  for (let tree = 0; tree < 7; tree++) {
    const used = forest.feature.slice(forest.treeOffsets[tree], forest.treeOffsets[tree + 1]);
    equal(new Set(used.filter((feature) => feature >= 0)).size, 1);
  }
});

Deno.test("rows that no split tells apart give forests of single leaves, without NaN", () => {
  const failure = Uint8Array.from({ length: 40 }, (_, row) => row % 2);
  const { forest, importance } = growMlRandomForest([new Float64Array(40)], failure, params);
  equal(checkForest(forest), null);
  ok(importance.every(Number.isFinite), `${importance}`);
});

Deno.test("whatever the rows, what comes out is a sound forest", () => {
  const shape = fc.record({
    rows: fc.integer({ min: 4, max: 40 }),
    features: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat({ max: 500 }),
    step: fc.constantFrom(0, 0.5, 2),
  });
  fc.assert(
    fc.property(
      shape,
      fc.constantFrom(null, 1, 3),
      fc.constantFrom(1, 4),
      (shape, max_depth, min_samples_leaf) => {
        const { columns, failure } = noisyRows(shape);
        const { forest, importance } = growMlRandomForest(columns, failure, {
          ...params,
          ...{ trees: 3, max_features: "sqrt", max_depth, min_samples_leaf },
        });
        equal(checkForest(forest), null);
        ok(importance.every((value) => value >= 0 && value <= 1), `${importance}`);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("nextBelow is the double just below, and leaves nothing between", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300 }), (value) => {
    const below = nextBelow(value);
    ok(below < value);
    const middle = below / 2 + value / 2;
    ok(middle <= below || middle >= value);
  }));
  deepEqual([0, -0, Number.MIN_VALUE, 1].map(nextBelow), [
    -Number.MIN_VALUE,
    -Number.MIN_VALUE,
    0,
    1 - Number.EPSILON / 2,
  ]);
});

Deno.test("train.engine chooses the engine", async () => {
  const pool = createWorkerPool(1);
  const told: number[] = [];
  const other = await growByEngine(rows.columns, rows.failure, params, {
    pool,
    onTree: (done) => told.push(done),
  });
  deepEqual(other.forest, growMlRandomForest(rows.columns, rows.failure, params).forest);
  equal(told.at(-1), 7);
  const own = await growByEngine(rows.columns, rows.failure, { ...params, engine: "faultline" }, { pool });
  ok(own.inBag !== null);
});
