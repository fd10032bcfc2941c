import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { recipeSchema } from "../../../lib/contracts/model_header.ts";
import { numberColumn, type Table, takeRows, textColumn, withColumns } from "../../../lib/table/table.ts";
import { engineeredFeatures } from "../../../lib/prepare/engineered_features.ts";
import { featureColumns } from "../../../lib/prepare/features.ts";
import { fitRecipe, type FittedRecipe, type RecipeParams } from "../../../lib/prepare/recipe.ts";
import { assignSides } from "../../../lib/prepare/split.ts";
import { ai4i, defaults, plant } from "./plant.ts";

const train = plant({ rows: 3000 });

function params(options: {
  balance?: Partial<RecipeParams["balance"]>;
  outliers?: Partial<RecipeParams["outliers"]>;
  transform?: RecipeParams["transform"];
}): RecipeParams {
  return {
    transform: options.transform ?? defaults.transform,
    outliers: { ...defaults.outliers, ...options.outliers },
    balance: { ...defaults.balance, ...options.balance },
  };
}

/** The synthetic rows alone, by feature. */
function made({ recipe, features, rows }: FittedRecipe): Map<string, Float64Array> {
  return new Map(recipe.feature_names.map((name, j) => [name, features[j].subarray(rows.length)]));
}

/** The engineered features of the synthetic rows that their own sensors do not give. */
function broken(fitted: FittedRecipe): number {
  const columns = made(fitted);
  let count = 0;
  for (const { name, inputs, compute } of engineeredFeatures) {
    const [first, second] = inputs.map((input) => columns.get(input)!);
    columns.get(name)!.forEach((value, i) => count += value === compute(first[i], second[i]) ? 0 : 1);
  }
  return count;
}

Deno.test("original rows come first and unchanged, synthetic failures after them", () => {
  const fitted = fitRecipe(train, params({}));
  const plain = featureColumns(train, fitted.recipe);
  const kept = fitted.rows.length;
  ok(fitted.synthetic > 0);
  fitted.features.forEach((column, j) => {
    equal(column.length, kept + fitted.synthetic);
    deepEqual(column.subarray(0, kept), Float64Array.from(fitted.rows, (row) => plain[j][row]));
  });
  deepEqual(
    fitted.failure.subarray(0, kept),
    Uint8Array.from(fitted.rows, (row) => numberColumn(train, "failure")[row]),
  );
  ok(fitted.failure.subarray(kept).every((failed) => failed === 1));
});

Deno.test("failures are balanced to the ratio asked for", () => {
  for (const method of ["smote", "smote-nc"] as const) {
    const { failure, recipe, synthetic } = fitRecipe(train, params({ balance: { method, ratio: 0.5 } }));
    const failures = failure.reduce((sum, failed) => sum + failed, 0);
    equal(failures, Math.floor(0.5 * (failure.length - failures)));
    deepEqual(recipe.balance, { method, synthetic });
  }
});

Deno.test("no synthetic row of SMOTE-NC breaks power = torque × speed, and none has half a category", () => {
  const fitted = fitRecipe(train, params({ balance: { ratio: 0.5 } }));
  equal(broken(fitted), 0);
  ok(made(fitted).get("type")!.every((code) => [0, 1, 2].includes(code)));
});

Deno.test("plain SMOTE, as the textbook has it, breaks both", () => {
  const fitted = fitRecipe(train, params({ balance: { method: "smote", ratio: 0.5 } }));
  ok(broken(fitted) > fitted.synthetic);
  ok(made(fitted).get("type")!.some((code) => !Number.isInteger(code)));
});

Deno.test("synthetic readings lie between failures in every sensor", () => {
  const fitted = fitRecipe(train, params({ balance: { ratio: 0.5 } }));
  const failed = numberColumn(train, "failure");
  for (const name of ["torque_nm", "rotational_speed_rpm", "tool_wear_min"]) {
    const values = numberColumn(train, name).filter((_, i) => failed[i] === 1);
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    ok(made(fitted).get(name)!.every((value) => value >= least && value <= greatest), name);
  }
});

Deno.test("the recipe fits the model header's contract", () => {
  deepEqual(recipeSchema.parse(fitRecipe(train, params({})).recipe), fitRecipe(train, params({})).recipe);
});

Deno.test("the same rows, params and seed give the same bytes; another seed other synthetic rows", () => {
  deepEqual(fitRecipe(train, params({})), fitRecipe(train, params({})));
  const other = fitRecipe(train, params({ balance: { seed: 43 } }));
  equal(other.synthetic, fitRecipe(train, params({})).synthetic);
  ok(
    made(other).get("torque_nm")!.some((value, i) =>
      value !== made(fitRecipe(train, params({}))).get("torque_nm")![i]
    ),
  );
});

Deno.test("rows that are balanced already get no synthetic ones", () => {
  const fitted = fitRecipe(train, params({ balance: { ratio: 0.001 } }));
  equal(fitted.synthetic, 0);
  equal(fitted.failure.length, fitted.rows.length);
});

Deno.test("method none leaves the rows as they are", () => {
  const fitted = fitRecipe(train, params({ balance: { method: "none" }, outliers: { method: "none" } }));
  deepEqual(fitted.features, featureColumns(train, fitted.recipe));
  deepEqual(fitted.recipe.fences, []);
  deepEqual(fitted.recipe.removed, { rows: 0, failures: 0 });
});

Deno.test("plain removal is counted, in rows and in failures", () => {
  const fitted = fitRecipe(train, params({ balance: { method: "none" }, outliers: { keep_signal: false } }));
  equal(fitted.recipe.removed.rows, 3000 - fitted.rows.length);
  const before = numberColumn(train, "failure").reduce((sum, failed) => sum + failed, 0);
  const after = fitted.failure.reduce((sum, failed) => sum + failed, 0);
  equal(fitted.recipe.removed.failures, before - after);
  ok(fitted.recipe.removed.failures > 0);
});

Deno.test("a failure mode kept as a feature stays 0 or 1 under SMOTE-NC", () => {
  const failure = numberColumn(train, "failure");
  const worn = withColumns(train, { twf: failure.map((failed, i) => i % 2 === 0 ? failed : 0) });
  const fitted = fitRecipe(worn, params({ transform: { drop: [] }, balance: { ratio: 0.5 } }));
  equal(fitted.recipe.feature_names.at(-1), "twf");
  ok(made(fitted).get("twf")!.every((flag) => flag === 0 || flag === 1));
});

Deno.test("any features may be dropped, the sensors behind the rest included", () => {
  for (const drop of [["type"], ["torque_nm", "rotational_speed_rpm", "type"]]) {
    const fitted = fitRecipe(train, params({ transform: { drop: [...drop, "twf"] } }));
    equal(fitted.features.length, 9 - drop.length);
    ok(fitted.features.every((column) => column.every(Number.isFinite)));
  }
});

Deno.test("a plant of one machine type, and a sensor that never moves, are prepared like any other", () => {
  const dull = withColumns(train, {
    type: new Array(3000).fill("M"),
    air_temperature_k: new Float64Array(3000).fill(298.1),
  });
  const fitted = fitRecipe(dull, params({ balance: { ratio: 0.5 } }));
  ok(made(fitted).get("type")!.every((code) => code === 1));
  ok(made(fitted).get("air_temperature_k")!.every((value) => value === 298.1));
});

Deno.test("rows of one class are refused, before removal and after", () => {
  const without = withColumns(train, { failure: new Float64Array(3000) });
  throws(() => fitRecipe(without, params({})), { code: "LABEL_ONE_CLASS" });
  // Every failure, and nothing else, has a torque far beyond any fence.
  const failure = Float64Array.from({ length: 3000 }, (_, i) => i % 300 === 0 ? 1 : 0);
  const torque = numberColumn(train, "torque_nm").map((value, i) => failure[i] === 1 ? 1000 : value);
  const extreme = withColumns(train, { failure, torque_nm: torque });
  throws(() => fitRecipe(extreme, params({ outliers: { keep_signal: false } })), {
    code: "LABEL_ONE_CLASS",
    hint: "outlier removal took the rest: --set outliers.keep_signal=true or outliers.method=none",
  });
});

Deno.test("too few failures for the neighbours asked for are refused", () => {
  const failure = Float64Array.from({ length: 3000 }, (_, i) => i < 5 ? 1 : 0);
  const few = withColumns(train, { failure });
  for (const method of ["smote", "smote-nc"] as const) {
    throws(() => fitRecipe(few, params({ balance: { method } })), { code: "BALANCE_TOO_FEW" });
  }
  equal(fitRecipe(few, params({ balance: { method: "none" } })).synthetic, 0);
});

const path = Deno.env.get("AI4I_CSV");
if (path) {
  const table = ai4i(path);
  const held = assignSides(table, defaults.split);
  const side = (wanted: number): Table => takeRows(table, [...held.keys()].filter((i) => held[i] === wanted));

  Deno.test("AI4I: the default recipe throws no failure away and balances training rows to a tenth", () => {
    const fitted = fitRecipe(side(0), defaults);
    deepEqual(fitted.recipe.removed, { rows: 0, failures: 0 });
    ok(fitted.recipe.fences.length === 8 && fitted.recipe.fences.every(({ applied }) => !applied));
    const failures = fitted.failure.reduce((sum, failed) => sum + failed, 0);
    equal(failures, Math.floor(0.1 * (fitted.failure.length - failures)));
    equal(broken(fitted), 0);
  });

  Deno.test("AI4I: rows held out go through the recipe without a trace of what was fitted on them", () => {
    const { recipe } = fitRecipe(side(0), defaults);
    const columns = featureColumns(side(1), recipe);
    equal(columns[0].length, textColumn(side(1), "type").length);
    equal(columns.length, 9);
  });
}
