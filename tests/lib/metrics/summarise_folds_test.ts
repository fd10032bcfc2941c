import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { scoreNames } from "../../../lib/contracts/metrics.ts";
import { scoreAll } from "../../../lib/metrics/score_all.ts";
import { summariseFolds } from "../../../lib/metrics/summarise_folds.ts";

const fold = scoreAll([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.3);

Deno.test("mean and sample standard deviation over three folds, by hand", () => {
  const folds = [0.5, 0.6, 1].map((f1) => ({ ...fold, f1 }));
  const { f1 } = summariseFolds(folds);
  ok(Math.abs(f1!.mean - 0.7) < 1e-15);
  // Squares of -0.2, -0.1 and 0.3 sum to 0.14; over n - 1 = 2 that is 0.07.
  ok(Math.abs(f1!.std - Math.sqrt(0.07)) < 1e-15);
});

Deno.test("equal folds have no spread, and every score is summarised", () => {
  const summary = summariseFolds([fold, fold]);
  deepEqual(Object.keys(summary), [...scoreNames]);
  for (const name of scoreNames) deepEqual(summary[name], { mean: fold[name], std: 0 });
});

Deno.test("a score that one fold leaves undefined is null", () => {
  equal(summariseFolds([fold, { ...fold, precision: null }, fold]).precision, null);
});

Deno.test("one fold is refused", () => {
  throws(() => summariseFolds([fold]), RangeError);
});
