import { deepEqual, ok } from "node:assert/strict";
import { startMeasured } from "../../bench/load/measured_server.ts";
import { swapModels } from "../../bench/load/swap_models.ts";
import type { Reading } from "../../lib/contracts/reading.ts";
import { fitSample } from "../lib/model/sample_model.ts";
import { fittedModel } from "../server/api_app.ts";
import { loadServer } from "./load_server.ts";

Deno.test("over real connections, swaps under load are answered by one model each and lose no request", async () => {
  const { model: other } = await fitSample({ rows: 1500, sets: ["train.trees=12", "validation.folds=2"] });
  await using load = await loadServer({}, { a: await fittedModel(), b: other });
  await using server = await startMeasured(load.spec);
  const lines = (await Deno.readTextFile(load.spec.bodies)).trimEnd().split("\n");
  const found = await swapModels({
    port: server.port,
    headers: load.spec.headers,
    modelsDir: load.modelsDir,
    models: ["b", "a"],
    swaps: 30,
    connections: 8,
    readings: lines.map((line): Reading => JSON.parse(line)),
  });
  deepEqual([found.not_200, found.mixed], [0, 0]);
  ok(found.fewest_of_a_model > 20, `${found.fewest_of_a_model} of ${found.answers}`);
});
