import { deepEqual, equal, match, ok } from "node:assert/strict";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { isFailure } from "../../lib/model/is_failure.ts";
import type { Model } from "../../lib/model/model.ts";
import { scoreTable } from "../../lib/model/score.ts";
import { numberColumn, type Table, withColumns } from "../../lib/table/table.ts";
import { fitSample, simulated } from "../lib/model/sample_model.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { pandasVersions, runScript } from "./mlflow_programs.ts";
import { packageOf, writePackage } from "./write_package.ts";
import { writeReadings } from "./write_readings.ts";

/** What answers.py finds. */
interface Found {
  columns: string[];
  dtypes: string[];
  failure: boolean[];
  /** Forms of the same readings that are answered otherwise. */
  different: string[];
}

let folder: TempFolder;
/** The default recipe on the default number of readings: 100 trees, calibrated. */
let model: Model;
const tables: Record<string, Table> = {};
Deno.test.beforeAll(async () => {
  folder = await tempFolder();
  model = (await fitSample({ rows: 10_000, seed: 42 })).model;
  writePackage(folder.file("package"), await packageOf(model));
  tables.any = simulated(10_000, 5);
  tables.whole = withNumbers(simulated(1000, 6), Math.round);
  tables.single = withNumbers(simulated(1000, 7), Math.fround);
  for (const [name, table] of Object.entries(tables)) writeReadings(folder.file(name), table, sensorColumns);
});
Deno.test.afterAll(async () => await folder[Symbol.asyncDispose]());

function withNumbers(table: Table, change: (value: number) => number): Table {
  const changed = sensorColumns.map((name) => [name, numberColumn(table, name).map(change)]);
  return withColumns(table, Object.fromEntries(changed));
}

for (const pandas of pandasVersions) {
  Deno.test(`mlflow.pyfunc with pandas ${pandas} answers 10,000 readings as here, in whatever form they come`, async () => {
    const answers = Object.fromEntries(
      Object.keys(tables).map((name) => [name, folder.file(`${name}-${pandas}`)]),
    );
    for (const path of Object.values(answers)) Deno.mkdirSync(path);
    const readings = Object.fromEntries(Object.keys(tables).map((name) => [name, folder.file(name)]));
    const found = await runScript<Record<string, unknown>>(pandas, "answers.py", {
      ...{ package: folder.file("package"), readings, answers },
    });

    match(found.pandas as string, new RegExp(`^${pandas}\\.`));
    deepEqual(found["index faults"], []);
    deepEqual(found["faults of no readings"], []);
    for (const [name, table] of Object.entries(tables)) {
      const { columns, dtypes, failure, different } = found[name] as Found;
      deepEqual([columns, dtypes], [["probability", "failure"], ["float64", "bool"]]);
      deepEqual(different, [], name);
      const expected = scoreTable(model, table);
      const probability = new Float64Array(Deno.readFileSync(`${answers[name]}/probability`).buffer);
      equal(probability.length, expected.length);
      const furthest = expected.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - probability[i])),
        0,
      );
      // The runtime's log and exp are not ours: a unit in the last place.
      ok(furthest <= 1e-15, `${name}: ${furthest}`);
      deepEqual(failure, Array.from(expected, (value) => isFailure(model, value)), name);
      if (name === "any") {
        ok(failure.includes(true) && failure.includes(false));
        deepEqual(found["row alone"], [probability[0]]);
      }
    }
  });
}
