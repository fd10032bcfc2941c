import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { fitLogistic } from "../../../lib/model/fit_logistic.ts";
import { oracle } from "../prepare/plant.ts";

const regressions: { inputs: number[][]; targets: number[]; weights: number[] }[] =
  oracle("calibration").regressions;

Deno.test("weights and intercept are scipy's", () => {
  for (const { inputs, targets, weights } of regressions) {
    const found = fitLogistic(inputs.map((input) => Float64Array.from(input)), Float64Array.from(targets))!;
    equal(found.length, weights.length);
    found.forEach((weight, i) =>
      ok(Math.abs(weight - weights[i]) < 1e-7, `${weight}, expected ${weights[i]}`)
    );
  }
});

Deno.test("without inputs the intercept is the log-odds of the mean target", () => {
  const [intercept] = fitLogistic([], Float64Array.of(0, 0, 0, 1))!;
  ok(Math.abs(intercept - Math.log(1 / 3)) < 1e-9);
});

Deno.test("at what is found the slope of the loss is nought", () => {
  const row = fc.tuple(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: 0.05, max: 0.95, noNaN: true }),
  );
  fc.assert(fc.property(fc.array(row, { minLength: 5, maxLength: 40 }), (rows) => {
    const input = Float64Array.from(rows, ([x]) => x), targets = Float64Array.from(rows, ([, t]) => t);
    const found = fitLogistic([input], targets);
    if (found === null) return;
    let slope = 0, level = 0;
    rows.forEach(([x, t]) => {
      const error = t - 1 / (1 + Math.exp(-(found[0] * x + found[1])));
      slope += error * x;
      level += error;
    });
    ok(Math.abs(slope) < 1e-4 && Math.abs(level) < 1e-4, `${slope}, ${level}`);
  }));
});

Deno.test("inputs that do not determine the weights give null, however many rows", () => {
  for (const rows of [5, 1000, 20_000]) {
    const targets = Float64Array.from({ length: rows }, (_, row) => row % 3 === 0 ? 0.9 : 0.1);
    const varying = Float64Array.from({ length: rows }, (_, row) => Math.log((row % 7) + 1));
    for (const constant of [0, 0.3, -4.61]) {
      equal(
        fitLogistic([new Float64Array(rows).fill(constant)], targets),
        null,
        `${rows} rows of ${constant}`,
      );
    }
    equal(fitLogistic([varying, varying.map((x) => 3 * x - 0.1)], targets), null, `${rows} rows`);
  }
});
