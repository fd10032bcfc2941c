import { deepEqual, equal, match, notDeepEqual, ok } from "node:assert/strict";
import type { Calibration } from "../../lib/contracts/model_header.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { type Forest, joinTrees, type Tree } from "../../lib/forest/forest.ts";
import { calibrate } from "../../lib/model/calibration.ts";
import { isFailure } from "../../lib/model/is_failure.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import type { Model } from "../../lib/model/model.ts";
import { scoreTable } from "../../lib/model/score.ts";
import { onnxFile } from "../../lib/onnx/onnx_file.ts";
import { createTable, numberColumn, type Table, takeRows, withColumns } from "../../lib/table/table.ts";
import { fitSample, simulated, smallModel } from "../lib/model/sample_model.ts";
import { copyProject } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { expectFailure } from "../pipeline/expect_failure.ts";
import { type OnnxRun, runOnnx } from "./run_onnx.ts";
import { exists, noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";

let project: TempFolder;
/** The default recipe on the default number of readings: 100 trees, calibrated. */
let fitted: Model;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
  fitted = (await fitSample({ rows: 10_000, seed: 42 })).model;
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const file = (model: Model) => onnxFile({ model, version: "0".repeat(12) });

/** The same forest and features, another decision. */
function withDecision(model: Model, calibration: Calibration, probability = 0.5): Model {
  const threshold = { ...model.header.threshold, probability };
  return { ...model, header: { ...model.header, calibration, threshold } };
}

const uncalibrated = (model: Model) => withDecision(model, { method: "identity" });

function greatestDifference(a: Float64Array, b: Float64Array): number {
  equal(a.length, b.length);
  return a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - b[i])), 0);
}

/** Probabilities as lib/model/score.ts gives them, to within a few units in the last place, and its decisions. */
function sameAnswers(run: OnnxRun, model: Model, table: Table, within = 1e-15): void {
  equal(run.refusal, "");
  const expected = scoreTable(model, table);
  const difference = greatestDifference(run.probability, expected);
  ok(difference <= within, `${difference}`);
  deepEqual(run.failure, Array.from(expected, (probability) => isFailure(model, probability)));
}

Deno.test("deno task export writes a file that onnx finds nothing wrong with, named as the model is", async () => {
  const { stdout } = await succeed(project.path, ["export", "--onnx", "out/plant.onnx"]);
  const loaded = await loadModel(project.file("models/current"));
  match(stdout, new RegExp(`^export +out/plant\\.onnx +model ${loaded.version}, [\\d,]+ bytes`));

  const table = simulated(500, 3);
  const [run] = await runOnnx([{ file: Deno.readFileSync(project.file("out/plant.onnx")), table }]);
  sameAnswers(run, loaded.model, table);
  deepEqual(run.metadata, {
    name: "faultline",
    version: loaded.version,
    threshold: String(loaded.model.header.threshold.probability),
  });
  equal(run.irVersion, 10);
  deepEqual(run.opsets, { "": 18, "ai.onnx.ml": 5 });
  deepEqual(run.inputs, [
    ["type", "tensor(string)", ["N"]],
    ...sensorColumns.map((name) => [name, "tensor(double)", ["N"]]),
  ]);
  deepEqual(run.outputs, [["probability", "tensor(double)", ["N"]], ["failure", "tensor(bool)", ["N"]]]);
});

Deno.test("the same model gives the same file, as other people's protobuf writes it too", async () => {
  const once = file(fitted);
  deepEqual(file(fitted), once);
  equal((await runOnnx([{ file: once, table: simulated(1, 1) }]))[0].sameBytes, true);
  notDeepEqual(file(uncalibrated(fitted)), once);

  await succeed(project.path, ["export", "--onnx", "a.onnx"]);
  await succeed(project.path, ["export", "--onnx", "b.onnx", "--model", "models/current"]);
  deepEqual(Deno.readFileSync(project.file("a.onnx")), Deno.readFileSync(project.file("b.onnx")));
});

Deno.test("an export without a target, a model or a place to write is refused, and leaves nothing", async () => {
  match(await expectFailure(project.path, "USAGE", ["export"], 2), /--onnx/);
  const nowhere = ["export", "--onnx", "c.onnx", "--model", "nowhere"];
  match(await expectFailure(project.path, "MODEL_NOT_FOUND", nowhere), /nowhere\/model\.safetensors/);
  await expectFailure(project.path, "OUTPUT_UNWRITABLE", ["export", "--onnx", "models"]);

  const damaged = Deno.readFileSync(project.file("models/current/model.safetensors")).slice(0, -8);
  Deno.mkdirSync(project.file("damaged"));
  Deno.writeFileSync(project.file("damaged/model.safetensors"), damaged);
  await expectFailure(project.path, "MODEL_TRUNCATED", ["export", "--onnx", "c.onnx", "--model", "damaged"]);
  equal(exists(project.file("c.onnx")), false);
});

Deno.test("onnxruntime on one thread gives the forest's scores bit for bit on 10,000 readings", async () => {
  const model = uncalibrated(fitted), table = simulated(10_000, 5);
  const [run] = await runOnnx([{ file: file(model), table }]);
  deepEqual(run.probability, scoreTable(model, table));
  sameAnswers(run, model, table, 0);
});

Deno.test("probabilities of 10,000 readings are ours to 1e-15, and every decision is the same", async () => {
  equal(fitted.header.calibration.method, "beta");
  const table = simulated(10_000, 5);
  const [run] = await runOnnx([{ file: file(fitted), table }]);
  sameAnswers(run, fitted, table);
  ok(run.failure.includes(true) && run.failure.includes(false));
});

Deno.test("as many threads as the runtime likes keep to 1e-12", async () => {
  const table = simulated(10_000, 6);
  const [{ probability }] = await runOnnx([{ file: file(fitted), table, threads: 0 }]);
  const difference = greatestDifference(probability, scoreTable(fitted, table));
  ok(difference <= 1e-12, `${difference}`);
});

Deno.test("readings on every threshold of the forest, and its neighbours among the doubles, go the same way", async () => {
  const { table, reached } = readingsOnThresholds(fitted);
  // Some values of power are no product of the speeds that are tried.
  ok(reached.all > 5000 && reached.exact / reached.all > 0.9, JSON.stringify(reached));
  const model = uncalibrated(fitted);
  const [score, served] = await runOnnx([{ file: file(model), table }, { file: file(fitted), table }]);
  deepEqual(score.probability, scoreTable(model, table));
  sameAnswers(served, fitted, table);
});

Deno.test("onnx's own reference implementation gives the same answers", async () => {
  const table = simulated(100, 8);
  const [run] = await runOnnx([{ file: file(fitted), table, reference: true }]);
  sameAnswers(run, fitted, table);
});

Deno.test("each calibration is the served one, and its decisions hold where a score lies on the threshold", async () => {
  const table = simulated(3000, 9);
  const attained = scoreTable(uncalibrated(fitted), table).find((score) => score > 0.2 && score < 0.8)!;
  const calibrations: Calibration[] = [
    { method: "identity" },
    { method: "platt", epsilon: 0.005, a: 1.3, b: -0.4 },
    { method: "platt", epsilon: 0.25, a: 0.011, b: 3 },
    { method: "beta", epsilon: 0.005, a: 0.8, b: 2.2, c: -1.9 },
    { method: "beta", epsilon: 0.05, a: 4, b: 0.02, c: 6 },
  ];
  const models = calibrations.flatMap((calibration) =>
    [calibrate(calibration, attained), 0, 1].map((probability) =>
      withDecision(fitted, calibration, probability)
    )
  );
  const runs = await runOnnx(models.map((model) => ({ file: file(model), table })));
  models.forEach((model, i) => sameAnswers(runs[i], model, table));
  ok(runs[0].failure.includes(true) && runs[0].failure.includes(false));
});

Deno.test("a tree of one leaf counts as any other, also where the whole forest is one leaf", async () => {
  const table = createTable({
    ...Object.fromEntries(sensorColumns.map((name) => [name, new Float64Array(4)])),
    type: ["L", "M", "H", "L"],
    torque_nm: Float64Array.of(60.1, 60.2, -1, 1000),
    tool_wear_min: Float64Array.of(200, 201, 180.5, 0),
  });
  const small = smallModel();
  const [first, second] = [cutTree(small.forest, 0, 5), cutTree(small.forest, 5, 8)];
  const leaf = (value: number): Tree => ({
    feature: Int32Array.of(-2),
    threshold: Float64Array.of(-2),
    leftChild: Int32Array.of(-1),
    rightChild: Int32Array.of(-1),
    value: Float64Array.of(value),
    nodeSamples: Int32Array.of(3),
  });
  const models = [
    [first, second],
    [leaf(0.3), first, leaf(1), leaf(0), second, leaf(0.7)],
    [leaf(0.7), leaf(0.1)],
    [leaf(1)],
  ].map((trees) => ({ ...small, forest: joinTrees(trees, 2) }));
  const runs = await runOnnx(models.map((model) => ({ file: file(model), table })));
  models.forEach((model, i) => sameAnswers(runs[i], model, table, 0));
});

Deno.test("any features in any order are taken from the same inputs", async () => {
  const modes = "twf,hdf,pwf,osf,rnf";
  const table = simulated(2000, 10);
  for (
    const dropped of ["torque_nm,temperature_difference_k,air_temperature_k", "type,power_w,tool_wear_min"]
  ) {
    const sets = [`transform.drop=[${modes},${dropped}]`, "train.trees=10", "validation.folds=2"];
    const { model } = await fitSample({ rows: 1500, sets });
    const models = [model, withFeaturesReversed(model)];
    notDeepEqual(models[1].header.recipe.feature_names, model.header.recipe.feature_names);
    const runs = await runOnnx(models.map((model) => ({ file: file(model), table })));
    models.forEach((model, i) => {
      deepEqual(runs[i].inputs.map(([name]) => name), ["type", ...sensorColumns]);
      sameAnswers(runs[i], model, table);
    });
  }
});

Deno.test("a failure mode among the features is an input of its own", async () => {
  const sets = ["transform.drop=[hdf,pwf,osf,rnf]", "train.trees=10", "validation.folds=2"];
  const { model } = await fitSample({ rows: 1500, sets });
  const table = simulated(500, 11);
  const [run] = await runOnnx([{ file: file(model), table }]);
  deepEqual(run.inputs.at(-1), ["twf", "tensor(double)", ["N"]]);
  sameAnswers(run, model, table);
});

Deno.test("a type that the model does not know is refused with the whole batch, never taken for another", async () => {
  const tables = ["X", "l", "", "LM"].map((type) =>
    withColumns(simulated(3, 12), { type: ["L", "H", type] })
  );
  for (const run of await runOnnx(tables.map((table) => ({ file: file(fitted), table })))) {
    match(run.refusal, /^InvalidArgument: .*'type_must_be_known'/);
  }
  const [run] = await runOnnx([{ file: file(fitted), table: tables[0], reference: true }]);
  match(run.refusal, /^IndexError: /);
});

Deno.test("a number that is missing or infinite is refused where the forest looks at it, and only there", async () => {
  const spoiled = (name: string, value: number) => {
    const table = simulated(3, 13);
    const column = numberColumn(table, name).slice();
    column[1] = value;
    return withColumns(table, { [name]: column });
  };
  const tables = sensorColumns.flatMap((name) =>
    [NaN, Infinity, -Infinity].map((value) => spoiled(name, value))
  );
  for (const run of await runOnnx(tables.map((table) => ({ file: file(fitted), table })))) {
    match(run.refusal, /^InvalidArgument: .*'numbers_must_be_finite'/);
  }
  const reference = await runOnnx([{ file: file(fitted), table: tables[0], reference: true }]);
  match(reference[0].refusal, /^IndexError: /);

  const unread = ["air_temperature_k", "process_temperature_k", "rotational_speed_rpm"];
  const cases = unread.map((name) => ({ file: file(smallModel()), table: spoiled(name, NaN) }));
  for (const run of await runOnnx(cases)) sameAnswers(run, smallModel(), cases[0].table);
});

Deno.test("one reading, no reading, and numbers as far as doubles go are answered as here", async () => {
  const one = simulated(1, 13), none = takeRows(one, []);
  const odd = [0, -0, 5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE];
  const far = createTable({
    type: sensorColumns.flatMap(() => odd.map(() => "M")),
    ...Object.fromEntries(
      sensorColumns.map((name, at) => [
        name,
        Float64Array.from(sensorColumns.flatMap((_, i) => odd.map((value) => i === at ? value : 40 + i))),
      ]),
    ),
  });
  const tables = [one, none, far];
  const runs = await runOnnx(tables.map((table) => ({ file: file(fitted), table })));
  tables.forEach((table, i) => sameAnswers(runs[i], fitted, table));
});

/** One tree of a forest, its nodes counted over all. */
function cutTree(forest: Forest, from: number, to: number): Tree {
  return {
    feature: forest.feature.slice(from, to),
    threshold: forest.threshold.slice(from, to),
    leftChild: forest.leftChild.slice(from, to),
    rightChild: forest.rightChild.slice(from, to),
    value: forest.value.slice(from, to),
    nodeSamples: forest.nodeSamples.slice(from, to),
  };
}

/** The model with its features the other way round. */
function withFeaturesReversed(model: Model): Model {
  const names = model.header.recipe.feature_names.toReversed();
  const feature = model.forest.feature.map((f) => f < 0 ? f : names.length - 1 - f);
  return {
    header: { ...model.header, recipe: { ...model.header.recipe, feature_names: names } },
    forest: { ...model.forest, feature },
    importance: model.importance.toReversed(),
  };
}

/** For every split but those on type: a reading whose feature is its threshold, one just below, one just above. */
function readingsOnThresholds({ header, forest }: Model): {
  table: Table;
  reached: { exact: number; all: number };
} {
  const names = header.recipe.feature_names;
  const base = simulated(1000, 14);
  const rows: number[] = [];
  const changes: [at: number, values: Record<string, number>][] = [];
  const reached = { exact: 0, all: 0 };
  for (let node = 0; node < forest.feature.length; node++) {
    const name = names[forest.feature[node]];
    if (name === undefined || name === "type") continue;
    const threshold = forest.threshold[node];
    for (const value of [neighbour(threshold, -1), threshold, neighbour(threshold, 1)]) {
      const sensors = sensorsGiving(name, value);
      reached.all++;
      if (sensors.exact) reached.exact++;
      changes.push([rows.length, sensors.values]);
      rows.push(node % base.rowCount);
    }
  }
  const table = takeRows(base, rows);
  const columns = Object.fromEntries(sensorColumns.map((name) => [name, numberColumn(table, name).slice()]));
  for (const [at, values] of changes) {
    for (const [name, value] of Object.entries(values)) columns[name][at] = value;
  }
  return { table: withColumns(table, columns), reached };
}

/** Readings by which a feature takes a value, or for power the nearest that can be found. */
function sensorsGiving(name: string, value: number): { values: Record<string, number>; exact: boolean } {
  if (name === "strain_min_nm") return { values: { tool_wear_min: value, torque_nm: 1 }, exact: true };
  if (name === "temperature_difference_k") {
    return { values: { process_temperature_k: value, air_temperature_k: 0 }, exact: true };
  }
  if (name !== "power_w") return { values: { [name]: value }, exact: true };
  const power = (torque: number, speed: number) => torque * speed * (2 * Math.PI) / 60;
  for (const speed of [1, 1.1, 1.3, 1.7]) {
    const about = value * 60 / (2 * Math.PI) / speed;
    for (let steps = -4; steps <= 4; steps++) {
      const torque = neighbour(about, steps);
      if (power(torque, speed) === value) {
        return { values: { torque_nm: torque, rotational_speed_rpm: speed }, exact: true };
      }
    }
  }
  return { values: { torque_nm: value * 60 / (2 * Math.PI), rotational_speed_rpm: 1 }, exact: false };
}

/** The double that lies so many steps above one that is not 0. */
function neighbour(value: number, steps: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] += BigInt(value > 0 ? steps : -steps);
  return new Float64Array(bits.buffer)[0];
}
