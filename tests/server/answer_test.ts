import { deepEqual, equal } from "node:assert/strict";
import { v7 } from "uuid";
import {
  predictionSchema,
  type StoredPrediction,
  storedPredictionSchema,
} from "../../lib/contracts/prediction.ts";
import { answer, answerAll, predictionJson } from "../../server/answer.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import type { ServedModel } from "../../server/served_models.ts";
import { simulated, smallModel } from "../lib/model/sample_model.ts";
import { fittedModel, readingAt } from "./api_app.ts";

const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

function servedOf(model = smallModel()): ServedModel {
  return {
    model,
    name: model.header.name,
    version: "0123456789ab",
    folder: "a",
    path: "a",
    registered: null,
    metrics: null,
    loadedAt: 0,
  };
}

Deno.test("an answer says what the model says, and its time is its id's", () => {
  const prediction = answer(servedOf(), exampleReading, { newId: () => id, requestId: "r-1" });
  deepEqual(prediction, {
    id,
    machine_id: "lathe 7",
    failure: true,
    // (1 + 0.9) / 2, see the small model's trees.
    probability: 0.95,
    threshold: 0.5,
    risk: "high",
    model: { name: "small", version: "0123456789ab" },
    // RFC 9562, appendix A.6.
    at: "2022-02-22T19:22:22.000Z",
    reading: exampleReading,
    request_id: "r-1",
  });
  storedPredictionSchema.parse(prediction);
});

Deno.test("many readings answered together are answered bit for bit as each alone, extreme ones too", async () => {
  const served = servedOf(await fittedModel());
  const table = simulated(3000, 9);
  const readings = Array.from({ length: table.rowCount }, (_, row) => readingAt(table, row));
  for (const extreme of [0, -0, 1e308, -1e308, 5e-324, 1e-300]) {
    readings.push({ ...exampleReading, torque_nm: extreme, rotational_speed_rpm: extreme });
    readings.push({ ...exampleReading, process_temperature_k: extreme, air_temperature_k: -extreme });
    readings.push({ ...exampleReading, tool_wear_min: extreme, torque_nm: -extreme });
  }
  const options = { newId: () => id, requestId: null };
  const together = answerAll(served, readings, options);
  deepEqual(together, readings.map((reading) => answer(served, reading, options)));
  together.forEach((prediction) => storedPredictionSchema.parse(prediction));
});

Deno.test("ids of a batch ascend, and each row's time is its own id's", () => {
  const rows = answerAll(servedOf(), Array.from({ length: 500 }, () => exampleReading), {
    newId: () => v7(),
    requestId: null,
  });
  const ids = rows.map((row) => row.id);
  deepEqual(ids, [...new Set(ids)].sort());
  for (const { id, at } of rows) {
    equal(Date.parse(at), parseInt(id.replaceAll("-", "").slice(0, 12), 16));
  }
});

Deno.test("a prediction's JSON is what JSON.stringify makes of it, whatever its texts and numbers hold", () => {
  const base = answer(servedOf(), exampleReading, { newId: () => id, requestId: "r" });
  const cases: Partial<StoredPrediction>[] = [
    {},
    { machine_id: '"\\\u2028 – 😀 \u0007' },
    { model: { name: '","x":"', version: "0123456789ab" } },
    { probability: 0, risk: "low", failure: false },
    { probability: 1e-7 },
    { probability: 0.1 + 0.2, threshold: 1 / 3 },
  ];
  for (const change of cases) {
    const { reading: _reading, request_id: _id, ...prediction } = { ...base, ...change };
    equal(predictionJson({ ...base, ...change }), JSON.stringify(prediction));
    predictionSchema.parse(JSON.parse(predictionJson({ ...base, ...change })));
  }
});
