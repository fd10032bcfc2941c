import { deepEqual, equal, ok } from "node:assert/strict";
import { modelHeaderSchema } from "../../lib/contracts/model_header.ts";
import { encodeModel } from "../../lib/model/model_file.ts";
import type { Model } from "../../lib/model/model.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { fitSample, simulated, smallModel } from "../lib/model/sample_model.ts";
import { fittedModel, readingAt, startApi, writeModel } from "./api_app.ts";
import { sampleMetrics } from "./sample_metrics.ts";

Deno.test("the model shows its header, its version, the hash of its data, and its metrics where it has them", async () => {
  await using api = await startApi();
  const shown = await (await api.get("/v1/model")).json();
  const { model, name, version, loadedAt } = api.deps.served.current();
  deepEqual([shown.name, shown.version, shown.loaded_at], [name, version, new Date(loadedAt).toISOString()]);
  equal(shown.data_hash, model.header.data.hash);
  deepEqual(modelHeaderSchema.parse(shown.header), model.header);
  equal(shown.metrics, null);

  await Deno.writeTextFile(`${api.modelsDir}/current/metrics.json`, JSON.stringify(sampleMetrics()));
  const reloaded = await (await api.post("/v1/model/reload", "")).json();
  deepEqual(reloaded.metrics, sampleMetrics());
});

Deno.test("a reload swaps to the folder that is named, or reads the first one again", async () => {
  await using api = await startApi({ models: { current: await fittedModel(), candidate: smallModel() } });
  const first = api.deps.served.current().version;
  const swapped = await api.post("/v1/model/reload", JSON.stringify({ path: "candidate" }));
  deepEqual([swapped.status, (await swapped.json()).name], [200, "small"]);
  equal((await (await api.get("/v1/model")).json()).name, "small");
  for (const body of ["", "{}"]) {
    const again = await api.post("/v1/model/reload", body);
    deepEqual([again.status, (await again.json()).version], [200, first]);
  }
});

Deno.test("a bad model is refused with the reason, tells nothing of the machine, and the old one serves on", async () => {
  await using api = await startApi();
  const before = await (await api.get("/v1/model")).json();
  await Deno.mkdir(`${api.modelsDir}/bad`);
  const bytes = encodeModel(smallModel());
  await Deno.writeFile(`${api.modelsDir}/bad/model.safetensors`, bytes.subarray(0, 100));
  const cases: [string, number, string, RegExp][] = [
    [
      '{"path":"bad"}',
      422,
      "MODEL_REFUSED",
      /^bad\/model\.safetensors is .*; the model before it goes on serving$/,
    ],
    ['{"path":"nothing"}', 422, "MODEL_REFUSED", /there is no folder "nothing" below MODELS_DIR/],
    ['{"path":"../.."}', 422, "MODEL_REFUSED", /"\.\.\/\.\." is not below MODELS_DIR/],
    ['{"path":"/etc"}', 422, "MODEL_REFUSED", /"\/etc" is not below MODELS_DIR/],
    ['{"path":""}', 422, "FIELD_INVALID", /path must not be empty/],
    ['{"path":3}', 422, "FIELD_INVALID", /path must be text/],
    ['{"folder":"bad"}', 422, "FIELD_INVALID", /folder is no known field/],
    ["[]", 422, "FIELD_INVALID", /must be an object/],
    ["{", 400, "JSON_MALFORMED", /is not JSON/],
  ];
  for (const [body, status, code, detail] of cases) {
    const response = await api.post("/v1/model/reload", body);
    const problem = await response.json();
    deepEqual([response.status, problem.code], [status, code], body);
    ok(detail.test(problem.detail), problem.detail);
    ok(!JSON.stringify(problem).includes(api.modelsDir));
  }
  deepEqual(await (await api.get("/v1/model")).json(), before);
});

Deno.test("200 swaps under load answer every request, each by one model alone", async () => {
  const other =
    (await fitSample({ rows: 1500, seed: 2, sets: ["train.trees=10", "validation.folds=2"] })).model;
  const models: Record<string, Model> = { current: await fittedModel(), a: await fittedModel(), b: other };
  await using api = await startApi({ models });
  const versions = new Map<string, Model>();
  for (const path of ["b", "a"]) {
    const { version } = await (await api.post("/v1/model/reload", JSON.stringify({ path }))).json();
    versions.set(version, models[path]);
  }
  equal(versions.size, 2);
  const table = simulated(200, 7);
  const readings = Array.from({ length: 200 }, (_, row) => readingAt(table, row));
  const [a, b] = [...versions.values()];
  const telling = readings.filter((reading) =>
    scoreReading(a, reading).probability !== scoreReading(b, reading).probability
  );
  ok(telling.length > 100, `${telling.length} of 200 readings tell the models apart`);

  let swapping = true;
  const answeredBy = new Map<string, number>();
  const check = (
    answer: { probability: number; threshold: number; model: { version: string } },
    row: number,
  ) => {
    const model = versions.get(answer.model.version)!;
    equal(answer.probability, scoreReading(model, telling[row]).probability);
    equal(answer.threshold, model.header.threshold.probability);
    answeredBy.set(answer.model.version, (answeredBy.get(answer.model.version) ?? 0) + 1);
  };
  const ask = async (path: string, body: string) => {
    const response = await api.post(path, body);
    equal(response.status, 200);
    return await response.json();
  };
  const single = async (client: number) => {
    for (let i = client; swapping; i++) {
      check(await ask("/v1/predict", JSON.stringify(telling[i % telling.length])), i % telling.length);
    }
  };
  const batch = async () => {
    const many = Array.from({ length: 3000 }, (_, row) => telling[row % telling.length]);
    while (swapping) {
      const answers = await ask("/v1/predict/batch", JSON.stringify(many));
      equal(new Set(answers.map((answer: { model: { version: string } }) => answer.model.version)).size, 1);
      answers.forEach((answer: Parameters<typeof check>[0], row: number) =>
        check(answer, row % telling.length)
      );
    }
  };
  const load = [...Array.from({ length: 16 }, (_, client) => single(client)), batch()];
  for (let swap = 0; swap < 200; swap++) {
    const { name } = await ask("/v1/model/reload", JSON.stringify({ path: swap % 2 === 0 ? "b" : "a" }));
    equal(name, "sample");
    // A moment of serving between two swaps, so that requests are under way in every state.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  swapping = false;
  await Promise.all(load);
  ok(answeredBy.size === 2 && [...answeredBy.values()].every((count) => count > 100), `${[...answeredBy]}`);
});

Deno.test("a model folder that appears while the server runs can be swapped in", async () => {
  await using api = await startApi();
  await writeModel(`${api.modelsDir}/2026/01`, smallModel());
  equal((await (await api.post("/v1/model/reload", '{"path":"2026/01"}')).json()).name, "small");
});
