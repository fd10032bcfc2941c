import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { nearestNeighbors } from "../../../lib/prepare/kd_tree.ts";
import { mixedCoordinates, smoteNc, standardDeviation } from "../../../lib/prepare/smote_nc.ts";
import { drawSamples } from "../../../lib/prepare/smote.ts";
import { oracle } from "./plant.ts";

const cases = oracle("smote").smote_nc.map((recorded: Record<string, number[][]>) => ({
  ...recorded,
  continuous: recorded.continuous.map((column) => Float64Array.from(column)),
  nominal: [Float64Array.from(recorded.codes as unknown as number[])],
}));

Deno.test("on standardised columns neighbours are those of imbalanced-learn's SMOTE-NC", () => {
  for (const { k, continuous, nominal, deviations, neighbors } of cases) {
    const coordinates = mixedCoordinates({ continuous, nominal }, deviations);
    deepEqual([...nearestNeighbors(coordinates, k)], neighbors.flat());
  }
});

Deno.test("two rows that differ in their category alone are the median deviation apart", () => {
  for (const { continuous, nominal, deviations, median_deviation } of cases) {
    const indicators = mixedCoordinates({ continuous, nominal }, deviations).slice(continuous.length);
    const [a, b] = [0, 1].map((code) => nominal[0].indexOf(code));
    const distance = Math.hypot(...indicators.map((column) => column[a] - column[b]));
    ok(Math.abs(distance - median_deviation) < 1e-12);
  }
});

Deno.test("the category is imbalanced-learn's wherever one leads among the neighbours", () => {
  for (const { k, continuous, nominal, deviations, categories } of cases) {
    const made = smoteNc({ continuous, nominal }, deviations, 500, { k, seed: 1 });
    const { indices } = drawSamples(500, continuous[0].length * k, 1);
    let compared = 0;
    indices.forEach((index, i) => {
      const expected = categories[Math.floor(index / k)];
      if (expected === undefined) return;
      equal(made.nominal[0][i], expected);
      compared++;
    });
    ok(compared > 200);
  }
});

Deno.test("a tied category is the row's own if it is among the leaders, else the lower code", () => {
  const continuous = [Float64Array.of(0, 1, 2)];
  const own = smoteNc({ continuous, nominal: [Float64Array.of(1, 1, 2)] }, [1], 60, { k: 2, seed: 3 });
  const { indices } = drawSamples(60, 6, 3);
  indices.forEach((index, i) => equal(own.nominal[0][i], [1, 1, 1][Math.floor(index / 2)]));
  const lower = smoteNc({ continuous, nominal: [Float64Array.of(0, 1, 2)] }, [1], 60, { k: 2, seed: 3 });
  indices.forEach((index, i) => equal(lower.nominal[0][i], [1, 0, 0][Math.floor(index / 2)]));
});

Deno.test("columns that do not vary are left out of the distance", () => {
  const rows = { continuous: [Float64Array.of(5, 5, 5), Float64Array.of(1, 2, 3)], nominal: [] };
  deepEqual(mixedCoordinates(rows, [0, 2]), [Float64Array.of(0.5, 1, 1.5)]);
  deepEqual(mixedCoordinates({ continuous: [Float64Array.of(5, 5)], nominal: [] }, [0]), [
    new Float64Array(2),
  ]);
  equal(standardDeviation(new Float64Array(1000).fill(298.1)), 0);
});

Deno.test("no more minority rows than neighbours: refused", () => {
  const rows = { continuous: [Float64Array.of(1, 2)], nominal: [] };
  throws(() => smoteNc(rows, [1], 3, { k: 5, seed: 1 }), { code: "BALANCE_TOO_FEW" });
});
