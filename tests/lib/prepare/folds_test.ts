import { deepEqual, equal, ok, throws } from "node:assert/strict";
import fc from "fast-check";
import { createTable, numberColumn, takeRows, textColumn, withColumns } from "../../../lib/table/table.ts";
import { assignFolds } from "../../../lib/prepare/folds.ts";
import { oracle, plant } from "./plant.ts";

/** Rows of each class in each fold. */
function countsOf(folds: Int32Array, failure: Float64Array, count: number): number[][] {
  const counts = Array.from({ length: count }, () => [0, 0]);
  folds.forEach((fold, i) => counts[fold][failure[i]]++);
  return counts;
}

function labelled(failures: number, ordinary: number) {
  const rows = failures + ordinary;
  return createTable({
    reading_id: Array.from({ length: rows }, (_, i) => `r${i}`),
    machine_id: Array.from({ length: rows }, (_, i) => `m${i}`),
    measured_at: Array.from({ length: rows }, (_, i) => new Date(i * 1000).toISOString()),
    failure: Float64Array.from({ length: rows }, (_, i) => i < failures ? 1 : 0),
  });
}

Deno.test("folds of rows are a partition, stratified and even to within one row", () => {
  const cases = fc.record({
    folds: fc.integer({ min: 2, max: 8 }),
    failures: fc.integer({ min: 8, max: 60 }),
    ordinary: fc.integer({ min: 8, max: 200 }),
    seed: fc.nat(),
  });
  fc.assert(fc.property(cases, ({ folds, failures, ordinary, seed }) => {
    const table = labelled(failures, ordinary);
    const assigned = assignFolds(table, { folds, seed, by: "row" });
    const counts = countsOf(assigned, numberColumn(table, "failure"), folds);
    for (const pick of [(c: number[]) => c[0], (c: number[]) => c[1], (c: number[]) => c[0] + c[1]]) {
      const sizes = counts.map(pick);
      ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
    }
    equal(assigned.length, failures + ordinary);
  }));
});

Deno.test("a row's fold does not depend on the order of the rows", () => {
  const table = plant({ rows: 500 });
  const whole = assignFolds(table, { folds: 5, seed: 42, by: "row" });
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(500).keys()], { minLength: 500 }), (rows) => {
      const turned = assignFolds(takeRows(table, rows), { folds: 5, seed: 42, by: "row" });
      deepEqual([...turned], rows.map((row) => whole[row]));
    }),
    { numRuns: 10 },
  );
});

Deno.test("another seed deals other folds", () => {
  const table = plant({ rows: 1000 });
  const one = assignFolds(table, { folds: 5, seed: 42, by: "row" });
  const other = assignFolds(table, { folds: 5, seed: 43, by: "row" });
  const same = one.filter((fold, i) => fold === other[i]).length;
  ok(same > 100 && same < 300, `${same}`);
});

Deno.test("whole machines are put where scikit-learn's StratifiedGroupKFold puts them", () => {
  for (const { folds, machine_id, failure, assigned } of oracle("folds").cases) {
    const table = createTable({ machine_id, failure: Float64Array.from(failure) });
    deepEqual([...assignFolds(table, { folds, seed: 1, by: "machine" })], assigned);
  }
});

Deno.test("a machine is in one fold only, and failures are spread", () => {
  const table = plant({ rows: 4000, machines: 120 });
  const folds = assignFolds(table, { folds: 5, seed: 42, by: "machine" });
  const machines = new Map<string, number>();
  textColumn(table, "machine_id").forEach((machine, i) => {
    equal(machines.get(machine) ?? folds[i], folds[i]);
    machines.set(machine, folds[i]);
  });
  const failures = countsOf(folds, numberColumn(table, "failure"), 5).map((counts) => counts[1]);
  ok(Math.max(...failures) - Math.min(...failures) <= 5, `${failures}`);
});

Deno.test("folds by time are consecutive blocks, and rows of one moment share one", () => {
  const table = plant({ rows: 1000 });
  const folds = assignFolds(table, { folds: 5, seed: 42, by: "time" });
  deepEqual([...folds], Array.from(folds, (_, i) => Math.floor(i / 200)));
  const hours = Array.from(
    { length: 1000 },
    (_, i) => new Date(Math.floor(i / 90) * 3_600_000).toISOString(),
  );
  const coarse = assignFolds(withColumns(table, { measured_at: hours }), { folds: 5, seed: 42, by: "time" });
  for (let i = 1; i < 1000; i++) {
    ok(coarse[i] >= coarse[i - 1]);
    if (hours[i] === hours[i - 1]) equal(coarse[i], coarse[i - 1]);
  }
});

Deno.test("fewer failures than folds are refused with how many folds there can be", () => {
  throws(() => assignFolds(labelled(3, 100), { folds: 5, seed: 1, by: "row" }), {
    code: "LABEL_TOO_FEW",
    message:
      "Cannot cross-validate in 5 folds by row: each must hold failures and ordinary rows, current value: " +
      "2 of them would not (3 failures in 103 training rows)",
    hint: "--set validation.folds=3",
  });
  throws(() => assignFolds(labelled(1, 100), { folds: 5, seed: 1, by: "row" }), {
    code: "LABEL_TOO_FEW",
    hint: "give readings with more failures: two folds need two of each kind",
  });
});

Deno.test("failures of one machine, or of one stretch of time, cannot be spread over folds", () => {
  const table = withColumns(labelled(10, 100), {
    machine_id: Array.from({ length: 110 }, (_, i) => i < 10 ? "worn" : `m${i % 7}`),
  });
  for (const by of ["machine", "time"] as const) {
    throws(() => assignFolds(table, { folds: 3, seed: 1, by }), {
      code: "LABEL_TOO_FEW",
      hint: "give readings with more failures, or --set split.by=row",
    });
  }
});

Deno.test("rows of one class are refused", () => {
  throws(() => assignFolds(labelled(0, 9), { folds: 3, seed: 1, by: "row" }), { code: "LABEL_ONE_CLASS" });
  throws(() => assignFolds(labelled(9, 0), { folds: 3, seed: 1, by: "row" }), { code: "LABEL_ONE_CLASS" });
});

Deno.test("fewer than two folds are refused", () => {
  throws(() => assignFolds(labelled(9, 9), { folds: 1, seed: 1, by: "row" }), RangeError);
});
