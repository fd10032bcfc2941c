import { deepEqual, equal, throws } from "node:assert/strict";
import { createTable, numberColumn, type Table, textColumn, withColumns } from "../../../lib/table/table.ts";
import { sensorColumns } from "../../../lib/contracts/reading.ts";
import { FaultlineError } from "../../../lib/errors.ts";
import {
  engineeredFeatures,
  sensorsBehind,
  withEngineeredFeatures,
} from "../../../lib/prepare/engineered_features.ts";
import { featureNames } from "../../../lib/prepare/feature_names.ts";
import { featureColumns, featureRow, type ReadingValues } from "../../../lib/prepare/features.ts";
import { fitLabelEncoder } from "../../../lib/prepare/label_encoder.ts";
import { ai4i, defaults, plant } from "./plant.ts";

const recipe = {
  feature_names: featureNames(plant({ rows: 1 }), defaults.transform),
  label_encoder: fitLabelEncoder([]),
};

function readingAt(table: Table, i: number): ReadingValues {
  const numbers = Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(table, name)[i]]));
  return { type: textColumn(table, "type")[i], ...numbers } as ReadingValues;
}

function holdsRowsToColumns(table: Table) {
  const columns = featureColumns(table, recipe);
  for (let i = 0; i < table.rowCount; i++) {
    const row = featureRow(readingAt(table, i), recipe);
    for (let j = 0; j < row.length; j++) {
      if (!Object.is(row[j], columns[j][i])) {
        equal(row[j], columns[j][i], `row ${i}, ${recipe.feature_names[j]}`);
      }
    }
  }
  return table.rowCount;
}

Deno.test("by default nine columns are features, and none of them tells the outcome", () => {
  deepEqual(recipe.feature_names, [
    "type",
    "air_temperature_k",
    "process_temperature_k",
    "rotational_speed_rpm",
    "torque_nm",
    "tool_wear_min",
    "power_w",
    "temperature_difference_k",
    "strain_min_nm",
  ]);
});

Deno.test("a failure mode that nobody drops becomes a feature, if the table has it", () => {
  const names = featureNames(plant({ rows: 1 }), { drop: [] });
  equal(names.at(-1), "twf");
  equal(names.length, 10);
});

Deno.test("identifiers, time and the label are never features", () => {
  const names = featureNames(plant({ rows: 1 }), { drop: ["reading_id", "failure"] });
  for (const name of ["reading_id", "machine_id", "measured_at", "failure"]) {
    equal(names.includes(name), false);
  }
});

Deno.test("dropping an unknown name is refused with the nearest known one", () => {
  throws(() => featureNames(plant({ rows: 1 }), { drop: ["torque"] }), (error: FaultlineError) => {
    equal(error.code, "PARAMS_INVALID");
    equal(error.hint, "did you mean torque_nm?");
    return true;
  });
});

Deno.test("dropping every feature is refused", () => {
  throws(() => featureNames(plant({ rows: 1 }), { drop: [...recipe.feature_names, "twf"] }), {
    code: "FEATURES_NONE",
  });
});

Deno.test("engineered features are torque × speed × 2π ÷ 60, process − air and wear × torque", () => {
  const table = withEngineeredFeatures(plant({ rows: 1 }));
  const at = (name: string) => numberColumn(table, name)[0];
  equal(at("power_w"), at("torque_nm") * at("rotational_speed_rpm") * (2 * Math.PI) / 60);
  equal(at("temperature_difference_k"), at("process_temperature_k") - at("air_temperature_k"));
  equal(at("strain_min_nm"), at("tool_wear_min") * at("torque_nm"));
});

Deno.test("power is computed in three roundings: product, times 2π, divided by 60", () => {
  const { compute } = engineeredFeatures[0];
  const product = 42.8 * 1551;
  const turned = product * 6.283185307179586;
  equal(compute(42.8, 1551), turned / 60);
});

Deno.test("a stored engineered column is never trusted", () => {
  const table = plant({ rows: 20 });
  const forged = withColumns(table, { power_w: new Float64Array(20).fill(-1) });
  deepEqual(featureColumns(forged, recipe), featureColumns(table, recipe));
});

Deno.test("a reading's features are bit for bit its row of the columns", () => {
  equal(holdsRowsToColumns(plant({ rows: 2000 })), 2000);
});

Deno.test("an unknown type is refused with the types that are allowed", () => {
  const unknown = (error: FaultlineError) => {
    equal(error.code, "CATEGORY_UNKNOWN");
    equal(error.message, 'Cannot encode type: it must be one of L, M, H, current value: "X"');
    return true;
  };
  const table = withColumns(plant({ rows: 2 }), { type: ["L", "X"] });
  throws(() => featureColumns(table, recipe), unknown);
  throws(() => featureRow(readingAt(table, 1), recipe), unknown);
  throws(() => fitLabelEncoder(["L", "X"]), unknown);
});

Deno.test("a plant of one type is encoded as any other, with the same codes", () => {
  deepEqual(fitLabelEncoder(["M", "M"]), { type: ["L", "M", "H"] });
});

Deno.test("a reading without a number it needs is refused", () => {
  throws(
    () => featureRow({ type: "L" } as ReadingValues, recipe),
    /Cannot read "air_temperature_k" of a reading: it must be a number, current value: undefined/,
  );
  throws(() => featureColumns(createTable({ type: ["L"] }), recipe), TypeError);
});

Deno.test("the sensors behind engineered features are known", () => {
  deepEqual(sensorsBehind(["type", "power_w"]), ["rotational_speed_rpm", "torque_nm"]);
});

const path = Deno.env.get("AI4I_CSV");
if (path) {
  Deno.test("AI4I: serving features are bit for bit the training features on all rows", () => {
    equal(holdsRowsToColumns(ai4i(path)), 10_000);
  });
}
