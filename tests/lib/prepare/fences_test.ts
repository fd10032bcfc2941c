import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { OutlierParams } from "../../../lib/contracts/params.ts";
import { numberColumn } from "../../../lib/table/table.ts";
import { featureNames } from "../../../lib/prepare/feature_names.ts";
import { featureColumns } from "../../../lib/prepare/features.ts";
import { fitFences, rowsInside } from "../../../lib/prepare/fences.ts";
import { fitLabelEncoder } from "../../../lib/prepare/label_encoder.ts";
import { ai4i, defaults, oracle } from "./plant.ts";

const aware = defaults.outliers;
const plain: OutlierParams = { ...aware, keep_signal: false };

/** A column of 0 to 99 twice over, and a hundred rows far above it. */
const values = Float64Array.from({ length: 1100 }, (_, i) => i < 1000 ? i % 100 : 1000 + i);

function failing(inside: number, outside: number): Uint8Array {
  return Uint8Array.from(values, (_, i) => i < inside || (i >= 1000 && i < 1000 + outside) ? 1 : 0);
}

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 80 });

Deno.test("outliers that fail as rarely as the rest are fenced out", () => {
  const [fence] = fitFences(["torque_nm"], [values], failing(100, 10), aware);
  deepEqual(fence.outside, { rows: 100, failures: 10 });
  deepEqual(fence.inside, { rows: 1000, failures: 100 });
  ok(fence.outside_rate_upper! < 0.2);
  equal(fence.applied, true);
  equal(rowsInside([fence], ["torque_nm"], [values]).length, 1000);
});

Deno.test("outliers that fail often, or may do so, leave their column whole", () => {
  equal(fitFences(["torque_nm"], [values], failing(100, 60), aware)[0].applied, false);
  // 14 % of a hundred rows is below twice the rate inside, its 95 % upper bound (21 %) is not.
  equal(fitFences(["torque_nm"], [values], failing(100, 14), aware)[0].applied, false);
  equal(
    fitFences(["torque_nm"], [values], failing(100, 14), { ...aware, max_risk_ratio: 3 })[0].applied,
    true,
  );
});

Deno.test("where nothing inside fails no fence is applied", () => {
  equal(fitFences(["torque_nm"], [values], failing(0, 1), aware)[0].applied, false);
});

Deno.test("without keep_signal every fence is applied", () => {
  const fences = fitFences(["torque_nm"], [values], failing(100, 100), plain);
  equal(fences[0].applied, true);
  equal(rowsInside(fences, ["torque_nm"], [values]).length, 1000);
});

Deno.test("method none fits no fences and keeps every row", () => {
  const fences = fitFences(["torque_nm"], [values], failing(100, 10), { ...plain, method: "none" });
  deepEqual(fences, []);
  equal(rowsInside(fences, ["torque_nm"], [values]).length, values.length);
});

Deno.test("categories have no fences", () => {
  const codes = Float64Array.from(values, (_, i) => i === 0 ? 1 : 0);
  const fences = fitFences(["type", "twf", "torque_nm"], [codes, codes, values], failing(9, 0), plain);
  deepEqual(fences.map((fence) => fence.column), ["torque_nm"]);
});

Deno.test("a constant column has nothing outside; one of equal quartiles has all that differs outside", () => {
  const constant = new Float64Array(1100).fill(7);
  const nearly = Float64Array.from(constant, (value, i) => i % 100 === 0 ? 8 : value);
  const [first, second] = fitFences(["torque_nm", "power_w"], [constant, nearly], failing(500, 0), plain);
  deepEqual([first.lower, first.upper, first.outside.rows, first.outside_rate_upper], [7, 7, 0, null]);
  deepEqual([second.lower, second.upper, second.outside.rows], [7, 7, 11]);
});

Deno.test("fences move and stretch with their column, and the same rows lie inside", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: -9, max: 9 }), fc.constantFrom(1, 2, 4), (list, shift, scale) => {
      const failure = new Uint8Array(list.length);
      const column = Float64Array.from(list);
      const moved = column.map((value) => value * scale + shift);
      const fences = fitFences(["torque_nm"], [column], failure, plain);
      const movedFences = fitFences(["torque_nm"], [moved], failure, plain);
      deepEqual(rowsInside(movedFences, ["torque_nm"], [moved]), rowsInside(fences, ["torque_nm"], [column]));
    }),
  );
});

Deno.test("all fences are fitted on all rows: neither the other columns nor their order changes one", () => {
  fc.assert(fc.property(numbers, numbers, (one, other) => {
    const length = Math.min(one.length, other.length);
    const columns = [Float64Array.from(one.slice(0, length)), Float64Array.from(other.slice(0, length))];
    const failure = new Uint8Array(length);
    const both = fitFences(["torque_nm", "power_w"], columns, failure, plain);
    const turned = fitFences(["power_w", "torque_nm"], [columns[1], columns[0]], failure, plain);
    deepEqual(both, [turned[1], turned[0]]);
    deepEqual(both[0], fitFences(["torque_nm"], [columns[0]], failure, plain)[0]);
    const inside = new Set(rowsInside(both, ["torque_nm", "power_w"], columns));
    for (let i = 0; i < length; i++) {
      equal(
        inside.has(i),
        both.every(({ lower, upper }, f) => columns[f][i] >= lower && columns[f][i] <= upper),
      );
    }
  }));
});

const path = Deno.env.get("AI4I_CSV");
if (path) {
  const recorded = oracle("fences");
  const table = ai4i(path);
  const names = featureNames(table, defaults.transform);
  const columns = featureColumns(table, { feature_names: names, label_encoder: fitLabelEncoder([]) });
  const failure = Uint8Array.from(numberColumn(table, "failure"));

  Deno.test("AI4I: fences on all rows are those of pandas", () => {
    for (const fence of fitFences(names, columns, failure, plain)) {
      const expected = recorded.fences[fence.column];
      ok(Math.abs(fence.lower - expected.lower) < 1e-9 * Math.abs(expected.lower), fence.column);
      ok(Math.abs(fence.upper - expected.upper) < 1e-9 * Math.abs(expected.upper), fence.column);
      deepEqual(fence.outside, { rows: expected.rows, failures: expected.failures }, fence.column);
    }
  });

  Deno.test("AI4I: signal-aware fences keep torque, speed, power and strain whole", () => {
    const fences = new Map(fitFences(names, columns, failure, aware).map((fence) => [fence.column, fence]));
    for (const column of ["torque_nm", "rotational_speed_rpm", "power_w", "strain_min_nm"]) {
      equal(fences.get(column)!.applied, false, column);
    }
    // 90 % of the 69 torque outliers fail, against 3.4 % of all rows.
    deepEqual(fences.get("torque_nm")!.outside, { rows: 69, failures: 62 });
    equal(rowsInside([...fences.values()], names, columns).length, 10_000);
  });

  Deno.test("AI4I: plain fences throw away 83 of 339 failures, and 93 where strain is a feature", () => {
    const lost = (dropped: string[]) => {
      const kept = names.filter((name) => !dropped.includes(name));
      const keptColumns = kept.map((name) => columns[names.indexOf(name)]);
      const inside = rowsInside(fitFences(kept, keptColumns, failure, plain), kept, keptColumns);
      return 339 - inside.reduce((sum, row) => sum + failure[row], 0);
    };
    equal(lost(["strain_min_nm", "temperature_difference_k"]), 83);
    equal(lost([]), recorded.removed.failures);
  });
}
