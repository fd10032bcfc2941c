import { deepEqual, equal, match, ok } from "node:assert/strict";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { numberColumn, textColumn } from "../../lib/table/table.ts";
import { fitSample, simulated } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { mlflowPrograms, pandasVersions } from "./mlflow_programs.ts";
import { serveModel } from "./serve_model.ts";
import { packageOf, writePackage } from "./write_package.ts";

interface Answer {
  probability: number;
  failure: boolean;
}

for (const pandas of pandasVersions) {
  Deno.test(`mlflow models serve --env-manager local answers readings as here, with pandas ${pandas}`, async () => {
    const { model } = await fitSample({ rows: 3000, sets: ["train.trees=20", "validation.folds=3"] });
    const made = await packageOf(model);
    await using folder = await tempFolder();
    writePackage(folder.path, made);
    await using server = await serveModel({
      programs: await mlflowPrograms(pandas),
      model: folder.path,
    });
    const ask = async (body: unknown) => {
      const answer = await fetch(`${server.url}/invocations`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const ping = await fetch(`${server.url}/ping`);
    await ping.body?.cancel();
    equal(ping.status, 200);

    const table = simulated(200, 15);
    const readings = Array.from({ length: table.rowCount }, (_, row) => ({
      machine_id: `press-${row}`,
      type: textColumn(table, "type")[row],
      ...Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(table, name)[row]])),
    }));
    // deno-lint-ignore no-explicit-any
    const expected = readings.map((reading) => scoreReading(model, reading as any));
    ok(expected.some(({ failure }) => failure) && expected.some(({ failure }) => !failure));
    const columns = Object.keys(readings[0]);
    const frames = {
      dataframe_split: { columns, data: readings.map((reading) => Object.values(reading)) },
      dataframe_records: readings,
    };
    for (const [form, frame] of Object.entries(frames)) {
      const { status, body } = await ask({ [form]: frame });
      equal(status, 200, JSON.stringify(body).slice(0, 500));
      const answers = body.predictions as Answer[];
      deepEqual(answers.map(({ failure }) => failure), expected.map(({ failure }) => failure), form);
      const furthest = Math.max(
        ...expected.map(({ probability }, i) => Math.abs(probability - answers[i].probability)),
      );
      ok(furthest <= 1e-15, `${form}: ${furthest}`);
      deepEqual(Object.keys(answers[0]), ["probability", "failure"]);
    }

    const example = JSON.parse(new TextDecoder().decode(made.files.get("serving_input_example.json")));
    equal((await ask(example)).body.predictions.length, 2);
    deepEqual((await ask({ dataframe_split: { columns, data: [] } })).body, { predictions: [] });

    const refused = await ask({ dataframe_records: [readings[0], { ...readings[1], torque_nm: null }] });
    equal(refused.status, 400);
    equal(refused.body.error_code, "INVALID_PARAMETER_VALUE");
    match(
      refused.body.message,
      /column torque_nm, row 1, index 1: must be a finite number, current value: nan$/,
    );
  });
}
