import { deepEqual, equal, match } from "node:assert/strict";
import { smallModel, smallModelReading } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { pandasVersions, runScript } from "./mlflow_programs.ts";
import { packageOf, writePackage } from "./write_package.ts";

type Refusals = Record<string, [code: string, message: string] | null>;

const { machine_id: _, ...reading } = smallModelReading;
const readings = [reading, { ...reading, type: "M" }, { ...reading, type: "H", torque_nm: 20 }];

/** What is said of a bad reading, by the name that refusals.py gives it. */
const expected: Record<string, RegExp> = {
  "a missing number":
    /^column torque_nm, row 1, index 'press-2': must be a finite number, current value: nan$/,
  "a missing integer": /^column torque_nm, row 1, index 'press-2': .* current value: <NA>$/,
  "a missing object": /^column torque_nm, row 1, index 'press-2': .* None \(the first of 2 such rows\)$/,
  "an infinite number": /^column torque_nm, row 2, index 'press-3': .* current value: -inf$/,
  "text": /^column torque_nm, row 0, index 'press-1': .* current value: '40' \(the first of 3 such rows\)$/,
  "a time":
    /^column torque_nm, row 0, index 'press-1': .* Timestamp\('2026-01-31 00:00:00'\) \(the first of 3/,
  "a flag": /^column torque_nm, row 0, index 'press-1': .* current value: True \(the first of 3 such rows\)$/,
  "a complex number": /^column torque_nm, row 0, index 'press-1': .* current value: \(40\+1j\)/,
  "an unknown type": /^column type, row 1, index 'press-2': must be one of L, M, H, current value: 'X'$/,
  "a type in small letters": /^column type, row 2, index 'press-3': .* current value: 'h'$/,
  "a missing type": /^column type, row 1, index 'press-2': .* current value: (None|nan)$/,
  "a type's code": /^column type, row 0, index 'press-1': .* current value: 0 \(the first of 3 such rows\)$/,
  "an unknown category": /^column type, row 1, index 'press-2': .* current value: 'XL'$/,
  "a list": /^column type, row 1, index 'press-2': .* current value: \['M'\]$/,
  "rows without names": /^column tool_wear_min, row 2, index 2: must be a finite number, current value: nan$/,
};

for (const pandas of pandasVersions) {
  Deno.test(`with pandas ${pandas} a reading that cannot be scored is refused by column, row and index`, async () => {
    await using folder = await tempFolder();
    writePackage(folder.path, await packageOf(smallModel()));
    const told = await runScript<Record<string, Refusals> & { good: boolean[] }>(pandas, "refusals.py", {
      ...{ package: folder.path, readings },
    });
    // (1/3 + 0.9) / 2 by the two trees, above the threshold of a half.
    deepEqual(told.good, [true, true, true]);
    for (const way of ["through MLflow", "alone"]) {
      const refusals = told[way];
      deepEqual(Object.keys(expected).filter((name) => !Object.hasOwn(refusals, name)), []);
      for (const [name, message] of Object.entries(expected)) {
        const [code, said] = refusals[name] ?? ["", "it was scored"];
        match(said, message, `${way}: ${name}`);
        equal(code, "INVALID_PARAMETER_VALUE", name);
      }
    }
    match(told["through MLflow"]["a missing column"]![1], /Model is missing inputs \['torque_nm'\]\.$/);
    equal(told.alone["a missing column"]![1], "column torque_nm is missing");
    match(told["through MLflow"]["a column twice"]![1], /torque_nm/);
    equal(told.alone["a column twice"]![1], "column torque_nm is there 2 times");
  });
}
