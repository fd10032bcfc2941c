import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import type { Model } from "../../lib/model/model.ts";
import { encodeModel, modelVersion } from "../../lib/model/model_file.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { createServedModels, loadServedModel } from "../../server/served_models.ts";
import { smallModel } from "../lib/model/sample_model.ts";
import { tempFolder } from "../support/temp_folder.ts";

/** Writes a model folder and gives its version. */
async function write(folder: string, change: (model: Model) => void = () => {}): Promise<string> {
  const model = smallModel();
  change(model);
  const bytes = encodeModel(model);
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeFile(`${folder}/model.safetensors`, bytes);
  return modelVersion(bytes);
}

async function writeText(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text);
}

const renamed = (name: string) => (model: Model) => void (model.header.name = name);

Deno.test("a reload without a path reads the first folder again, with a path the folder below MODELS_DIR", async () => {
  await using folder = await tempFolder();
  const [first, other] = [await write(folder.file("a")), await write(folder.file("b"), renamed("other"))];
  let time = 1000;
  const served = await createServedModels({
    source: folder.file("a"),
    modelsDir: folder.path,
    now: () => time,
  });
  deepEqual([served.current().version, served.current().loadedAt, served.current().metrics], [
    first,
    1000,
    null,
  ]);
  time = 2000;
  const swapped = await served.reload("b");
  equal(swapped, served.current());
  deepEqual([swapped.name, swapped.version, swapped.loadedAt, swapped.folder], ["other", other, 2000, "b"]);
  equal((await served.reload(folder.file("b"))).version, other);
  const newer = await write(folder.file("a"), renamed("newer"));
  equal((await served.reload()).version, newer);
});

Deno.test("a path outside MODELS_DIR is refused, straight, by dots, by a link, or by a link of its file", async () => {
  await using folder = await tempFolder();
  const modelsDir = folder.file("models");
  await write(`${modelsDir}/a`);
  await write(folder.file("models-2/b"));
  await Deno.symlink(folder.file("models-2/b"), `${modelsDir}/link`);
  await Deno.mkdir(`${modelsDir}/c`);
  await Deno.symlink(folder.file("models-2/b/model.safetensors"), `${modelsDir}/c/model.safetensors`);
  const served = await createServedModels({ source: `${modelsDir}/a`, modelsDir, now: Date.now });
  const before = served.current();
  for (
    const path of [
      "..",
      "../models-2/b",
      folder.file("models-2/b"),
      "link",
      "c",
      "/",
      "a/../../models-2/b",
      "a\0b",
    ]
  ) {
    await rejects(served.reload(path), { code: "MODEL_PATH" }, path);
  }
  equal(served.current(), before);
});

Deno.test("a link that stays below MODELS_DIR is followed, and MODELS_DIR may be one itself", async () => {
  await using folder = await tempFolder();
  const version = await write(folder.file("models/a"), renamed("linked"));
  await Deno.symlink("a", folder.file("models/champion"));
  await Deno.symlink(folder.file("models"), folder.file("link"));
  const served = await createServedModels({
    source: folder.file("models/a"),
    modelsDir: folder.file("link"),
    now: Date.now,
  });
  equal((await served.reload("champion")).version, version);
});

Deno.test("a bad model is refused by its fault, and the old one goes on serving", async () => {
  await using folder = await tempFolder();
  await write(folder.file("a"));
  const served = await createServedModels({
    source: folder.file("a"),
    modelsDir: folder.path,
    now: Date.now,
  });
  const before = served.current();
  const bytes = encodeModel(smallModel());

  await rejects(served.reload("nothing"), { code: "MODEL_NOT_FOUND" });
  await rejects(served.reload("a/model.safetensors"), { code: "MODEL_NOT_FOUND" });
  await Deno.mkdir(folder.file("empty"));
  await rejects(served.reload("empty"), {
    code: "MODEL_NOT_FOUND",
    message: "there is no model at empty/model.safetensors",
  });
  await Deno.mkdir(folder.file("cut"));
  await Deno.writeFile(folder.file("cut/model.safetensors"), bytes.subarray(0, bytes.length - 9));
  await rejects(served.reload("cut"), { code: "MODEL_TRUNCATED" });
  await Deno.mkdir(folder.file("bent"));
  const bent = bytes.slice();
  bent[bent.length - 3] ^= 1;
  await Deno.writeFile(folder.file("bent/model.safetensors"), bent);
  await rejects(served.reload("bent"), { code: "MODEL_DAMAGED" });
  await Deno.mkdir(folder.file("folder/model.safetensors"), { recursive: true });
  await rejects(served.reload("folder"), { code: "MODEL_NOT_FOUND" });
  await rejects(served.reload("x".repeat(300)), { code: "MODEL_NOT_FOUND" });
  await Deno.symlink("loop", folder.file("loop"));
  await rejects(served.reload("loop"), { code: "MODEL_NOT_FOUND", message: '"loop" cannot be read' });
  equal(served.current(), before);
});

Deno.test("a sound model that could not answer every reading with a probability is refused", async () => {
  await using folder = await tempFolder();
  const faults: [(model: Model) => void, RegExp][] = [
    [
      ({ header }) => void (header.recipe.feature_names[0] = "humidity"),
      /feature "humidity" is not in a reading/,
    ],
    [({ header }) => void (header.recipe.feature_names[0] = "constructor"), /feature "constructor"/],
    [({ header }) => void (header.recipe.label_encoder.type = ["L", "M"]), /does not know type H/],
    [({ header }) => void (header.threshold.probability = 1.5), /threshold 1.5 is not in \[0, 1\]/],
    [
      ({ header }) => void (header.calibration = { method: "platt", epsilon: -1, a: 1, b: 0 }),
      /calibration makes no probability of score 0/,
    ],
  ];
  for (const [change, message] of faults) {
    await write(folder.file("a"), change);
    await rejects(loadServedModel(folder.file("a"), { now: Date.now }), { code: "MODEL_DAMAGED", message });
  }
});

Deno.test("metrics that are not of this version are refused with their file's name", async () => {
  await using folder = await tempFolder();
  await write(folder.file("a"));
  for (const text of ["", "{", "{}", "[]"]) {
    await writeText(folder.file("a/metrics.json"), text);
    await rejects(loadServedModel(folder.file("a"), { now: Date.now, shownAs: "a" }), {
      code: "MODEL_DAMAGED",
      message: "a/metrics.json is not the metrics of this version of Faultline",
    });
  }
});

Deno.test("reloads asked for at once take turns, and the last one stays", async () => {
  await using folder = await tempFolder();
  const names = ["a", "b", "c", "d"];
  for (const name of names) await write(folder.file(name), renamed(name));
  let [running, most] = [0, 0];
  const served = await createServedModels({
    source: folder.file("a"),
    modelsDir: folder.path,
    now: Date.now,
    async load(...args) {
      most = Math.max(most, ++running);
      const loaded = await loadServedModel(...args);
      running--;
      return loaded;
    },
  });
  const results = await Promise.allSettled(
    ["b", "nothing", "c", undefined, "d"].map((path) => served.reload(path)),
  );
  deepEqual(
    results.map((result) => result.status === "fulfilled" ? result.value.name : result.reason.code),
    ["b", "MODEL_NOT_FOUND", "c", "a", "d"],
  );
  deepEqual([most, served.current().name], [1, "d"]);
});

Deno.test("a model that is swapped in answers as it does after its tables are made", async () => {
  await using folder = await tempFolder();
  await write(folder.file("a"));
  const served = await createServedModels({
    source: folder.file("a"),
    modelsDir: folder.path,
    now: Date.now,
  });
  const walked = scoreReading(served.current().model, exampleReading).probability;
  // 1 from the first tree, whose torque is above 60.1; 0.9 from the second, whose wear is above 180.5.
  equal(walked, 0.95);
  equal(scoreReading((await served.reload()).model, exampleReading).probability, walked);
  ok(served.current().metrics === null);
});
