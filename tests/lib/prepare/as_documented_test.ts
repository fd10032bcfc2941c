import { deepEqual, equal, ok } from "node:assert/strict";
import { documentedRecipe } from "../../../lib/prepare/as_documented.ts";
import { featureColumns } from "../../../lib/prepare/features.ts";
import { numberColumn } from "../../../lib/table/table.ts";
import { ai4i, defaults, plant } from "./plant.ts";

const table = plant({ rows: 3000 });
const sides = documentedRecipe(table, defaults);
const ones = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);

Deno.test("the textbook order holds out synthetic rows, and says which", () => {
  for (const { features, failure, synthetic, rows } of [sides.train, sides.test]) {
    ok(ones(synthetic) > 0);
    equal(features.length, 9);
    synthetic.forEach((made, i) => {
      equal(made === 1, rows[i] === -1);
      if (made) equal(failure[i], 1);
    });
  }
});

Deno.test("both sides together are every kept reading once, and the synthetic ones", () => {
  const rows = [...sides.train.rows, ...sides.test.rows].filter((row) => row >= 0);
  equal(new Set(rows).size, rows.length);
  equal(rows.length, 3000 - sides.removed.rows);
  equal(ones(sides.train.synthetic) + ones(sides.test.synthetic), sides.recipe.balance.synthetic);
});

Deno.test("an original row keeps its features and its label", () => {
  const columns = featureColumns(table, sides.recipe);
  const failure = numberColumn(table, "failure");
  sides.test.rows.forEach((row, i) => {
    if (row < 0) return;
    equal(sides.test.failure[i], failure[row]);
    sides.test.features.forEach((column, j) => equal(column[i], columns[j][row]));
  });
});

Deno.test("failures are one half, split 70 to 30 within each class", () => {
  const train = sides.train.failure, test = sides.test.failure;
  const failures = ones(train) + ones(test);
  equal(failures * 2, train.length + test.length);
  equal(ones(test), Math.round(failures * 0.3));
  equal(test.length, 2 * Math.round(failures * 0.3));
});

Deno.test("it is plain whatever the params say of signal, and the same for the same seed", () => {
  equal(sides.recipe.balance.method, "smote");
  ok(sides.recipe.fences.every((fence) => fence.applied));
  ok(sides.removed.failures > 0);
  deepEqual(documentedRecipe(table, defaults), sides);
});

const path = Deno.env.get("AI4I_CSV");
if (path) {
  Deno.test("AI4I: the textbook order throws 93 of 339 failures away", () => {
    equal(documentedRecipe(ai4i(path), defaults).removed.failures, 93);
  });
}
