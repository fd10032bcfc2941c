import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { metricsSchema } from "../../../lib/contracts/metrics.ts";
import { encodeModel } from "../../../lib/model/model_file.ts";
import { loadWatchedModel } from "../../../lib/monitor/load_watched_model.ts";
import { createArrowWriter } from "../../../lib/table/arrow_writer.ts";
import { createTable } from "../../../lib/table/table.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";
import { smallModel } from "../model/sample_model.ts";

const reference = createTable({ type: ["L", "M"], torque_nm: Float64Array.of(40, 42.5) });

const scores = {
  ...{
    accuracy: 0.9,
    precision: null,
    recall: 0,
    f1: null,
    mcc: null,
    roc_auc: null,
    average_precision: null,
  },
  ...{ brier: 0.1, ece: 0.1, log_loss: 0.3 },
  confusion: { true_negative: 9, false_positive: 0, false_negative: 1, true_positive: 0 },
};
const { accuracy, precision, recall, f1, mcc, confusion } = scores;

async function withModel(work: (folder: TempFolder) => Promise<void>): Promise<void> {
  await using folder = await tempFolder();
  await Deno.writeFile(folder.file("model.safetensors"), await encodeModel(smallModel()));
  await work(folder);
}

function writeReference(folder: TempFolder): void {
  const writer = createArrowWriter(folder.file("reference.arrow"));
  writer.write(reference);
  writer.commit();
}

Deno.test("a folder with a model alone is watched without reference and metrics", async () => {
  await withModel(async (folder) => {
    const watched = await loadWatchedModel(folder.path);
    equal(watched.model.name, "small");
    match(watched.model.version, /^[0-9a-f]{12}$/);
    equal(watched.model.header.threshold.probability, 0.5);
    deepEqual([watched.reference, watched.metrics], [null, null]);
  });
});

Deno.test("the reference and the metrics beside it are read as they were written", async () => {
  await withModel(async (folder) => {
    writeReference(folder);
    const metrics = metricsSchema.parse({
      test: { ...scores, threshold: 0.5, ece_uncalibrated: null, interval: {} },
      ...{ cv: {}, baseline: scores, rules: { accuracy, precision, recall, f1, mcc, confusion } },
      data: {
        ...{ rows: 30, failures: 3, rejected: 0, train: { rows: 20, failures: 2 } },
        ...{ test: { rows: 10, failures: 1 }, hash: "0".repeat(64) },
      },
      leak: { alarm: false, reasons: [] },
      model: { name: "small", version: "0123456789ab" },
    });
    await Deno.writeTextFile(folder.file("metrics.json"), JSON.stringify(metrics));
    const watched = await loadWatchedModel(folder.path);
    deepEqual([watched.reference, watched.metrics], [reference, metrics]);
  });
});

Deno.test("no model, and a reference or metrics that are damaged, of another version or no file, are refused by name", async () => {
  await withModel(async (folder) => {
    const refused = (code: string, message: RegExp) =>
      rejects(loadWatchedModel(folder.path), (error: { code: string; message: string }) => {
        equal(error.code, code);
        match(error.message, message);
        return true;
      });
    writeReference(folder);
    const whole = await Deno.readFile(folder.file("reference.arrow"));
    for (const bytes of [whole.subarray(0, 200), new Uint8Array(0), new TextEncoder().encode("type\nL\n")]) {
      await Deno.writeFile(folder.file("reference.arrow"), bytes);
      await refused("INPUT_DAMAGED", /reference\.arrow is damaged: /);
    }
    await Deno.remove(folder.file("reference.arrow"));
    await Deno.mkdir(folder.file("reference.arrow"));
    await refused("INPUT_NOT_FOUND", /cannot read .*reference\.arrow: /);
    await Deno.remove(folder.file("reference.arrow"));

    for (const text of ["", "{", "null", '{"test": {}}']) {
      await Deno.writeTextFile(folder.file("metrics.json"), text);
      await refused("MODEL_DAMAGED", /metrics\.json is not the metrics of this version of Faultline$/);
    }
    await Deno.remove(folder.file("metrics.json"));
    await Deno.mkdir(folder.file("metrics.json"));
    await refused("INPUT_NOT_FOUND", /cannot read .*metrics\.json: /);
    await Deno.remove(folder.file("model.safetensors"));
    await refused("MODEL_NOT_FOUND", /there is no model at /);
  });
});
