import { deepEqual, equal, ok } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { predictionSchema } from "../../lib/contracts/prediction.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { createKeyRing, makeKey } from "../../server/keys.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { simulated } from "../lib/model/sample_model.ts";
import { readingAt, startApi } from "./api_app.ts";

Deno.test("one reading is answered with what the model says, and is stored as it was answered", async () => {
  await using api = await startApi();
  const response = await api.app.request("/v1/predict", {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": "shift-2" },
    body: JSON.stringify(exampleReading),
  });
  equal(response.status, 200);
  equal(response.headers.get("content-type"), "application/json");
  const prediction = predictionSchema.parse(await response.json());
  const { model, name, version } = api.deps.served.current();
  equal(prediction.probability, scoreReading(model, exampleReading).probability);
  equal(prediction.failure, prediction.probability >= prediction.threshold);
  deepEqual(prediction.model, { name, version });
  deepEqual(await (await api.get(`/v1/predictions/${prediction.id}`)).json(), {
    ...prediction,
    reading: exampleReading,
    request_id: "shift-2",
  });
});

Deno.test("readings with a time, with letters of the world and compressed are taken", async () => {
  await using api = await startApi();
  const reading = {
    ...exampleReading,
    machine_id: "Fräse 3 – 旋盤 😀",
    measured_at: "2026-01-31T12:00:00+01:00",
  };
  const response = await api.app.request("/v1/predict", {
    method: "POST",
    headers: { "content-type": "application/json; charset=UTF-8", "content-encoding": "gzip" },
    body: gzipSync(JSON.stringify(reading)),
  });
  equal(response.status, 200);
  const { id, machine_id } = await response.json();
  equal(machine_id, reading.machine_id);
  deepEqual((await (await api.get(`/v1/predictions/${id}`)).json()).reading, reading);
});

Deno.test("a bad body is a problem with its own code, and nothing is stored", async () => {
  await using api = await startApi({ limits: { bodyBytes: 2000 } });
  const good = JSON.stringify(exampleReading);
  const cases: [string | Uint8Array<ArrayBuffer>, string, number, string][] = [
    ["", "application/json", 400, "JSON_MALFORMED"],
    ["{", "application/json", 400, "JSON_MALFORMED"],
    [good + good, "application/json", 400, "JSON_MALFORMED"],
    [good.replace("}", ',"type":"M"}'), "application/json", 400, "JSON_MALFORMED"],
    [Uint8Array.of(0x22, 0xff, 0x22), "application/json", 400, "JSON_MALFORMED"],
    ["[".repeat(17) + "]".repeat(17), "application/json", 400, "JSON_TOO_DEEP"],
    [good.replace("60.7", "NaN"), "application/json", 400, "JSON_MALFORMED"],
    [good.padEnd(2001), "application/json", 413, "BODY_TOO_LARGE"],
    [good, "text/plain", 415, "MEDIA_TYPE_UNSUPPORTED"],
    [good, "application/x-www-form-urlencoded", 415, "MEDIA_TYPE_UNSUPPORTED"],
    [good, "application/json; charset=latin1", 415, "MEDIA_TYPE_UNSUPPORTED"],
    [good.replace("60.7", '"60.7"'), "application/json", 422, "FIELD_INVALID"],
    [good.replace('"L"', '"X"'), "application/json", 422, "FIELD_INVALID"],
    ["[]", "application/json", 422, "FIELD_INVALID"],
    ["null", "application/json", 422, "FIELD_INVALID"],
  ];
  for (const [body, type, status, code] of cases) {
    const response = await api.post("/v1/predict", body, type);
    equal(response.headers.get("content-type"), "application/problem+json");
    const problem = await response.json();
    deepEqual([response.status, problem.status, problem.code], [status, status, code], `${body} ${type}`);
    ok(problem.detail !== "" && !/ZodError|at .*\.ts/.test(JSON.stringify(problem)), problem.detail);
  }
  const blob = await api.app.request("/v1/predict", { method: "POST", body: new Blob([good]) });
  equal(blob.status, 415, "a body of no stated kind");
  deepEqual((await api.deps.predictions.list({ limit: 10 })).length, 0);
});

Deno.test("every wrong field is told, with the allowed values where there are some", async () => {
  await using api = await startApi();
  const response = await api.post(
    "/v1/predict",
    JSON.stringify({ ...exampleReading, type: "Q", torque_nm: "", colour: "red", tool_wear_min: undefined }),
  );
  const { detail, errors } = await response.json();
  deepEqual(errors, [
    { field: "type", message: 'must be one of L, M, H, current value: "Q"', allowed: ["L", "M", "H"] },
    { field: "torque_nm", message: 'must be a finite number, current value: ""' },
    { field: "tool_wear_min", message: "is required" },
    { field: "colour", message: "is no known field" },
  ]);
  equal(detail, 'type must be one of L, M, H, current value: "Q" (and 3 more)');
});

Deno.test("a key needs predict to predict and to tell outcomes, read to look, admin to swap the model", async () => {
  const made = (["read", "predict", "admin"] as const).map((scope) =>
    [scope, makeKey(scope, [scope], crypto.getRandomValues(new Uint8Array(32)))] as const
  );
  const keys = createKeyRing(made.map(([, { entry }]) => entry).join(","));
  await using api = await startApi({ deps: { keys } });
  const routes: [string, string, string | undefined, string[]][] = [
    ["POST", "/v1/predict", JSON.stringify(exampleReading), ["predict", "admin"]],
    ["POST", "/v1/predict/batch", JSON.stringify([exampleReading]), ["predict", "admin"]],
    ["POST", "/v1/outcomes", '{"machine_id":"a","at":"2026-01-31T12:00:00Z","failure":true}', [
      "predict",
      "admin",
    ]],
    ["POST", "/v1/model/reload", "{}", ["admin"]],
    ["GET", "/v1/predictions", undefined, ["read", "admin"]],
    ["GET", "/v1/outcomes", undefined, ["read", "admin"]],
    ["GET", "/v1/model", undefined, ["read", "admin"]],
    ["GET", "/openapi.json", undefined, ["read", "admin"]],
    ["GET", "/docs", undefined, ["read", "admin"]],
  ];
  for (const [method, path, body, allowed] of routes) {
    const ask = async (headers: Record<string, string>) => {
      const response = await api.app.request(path, {
        method,
        body,
        headers: { "content-type": "application/json", ...headers },
      });
      await response.body?.cancel();
      return response.status;
    };
    equal(await ask({}), 401, `${method} ${path}`);
    for (const [scope, { key }] of made) {
      equal(
        await ask({ authorization: `Bearer ${key}` }),
        allowed.includes(scope) ? 200 : 403,
        `${scope} ${path}`,
      );
    }
  }
});

Deno.test("concurrent readings of many machines are each answered for their own machine and stored once", async () => {
  await using api = await startApi();
  const table = simulated(300, 4);
  const readings = Array.from(
    { length: 300 },
    (_, row) => ({ ...readingAt(table, row), machine_id: `m-${row}` }),
  );
  const answers = await Promise.all(readings.map(async (reading) => {
    const response = await api.post("/v1/predict", JSON.stringify(reading));
    return await response.json();
  }));
  const { model } = api.deps.served.current();
  answers.forEach(({ machine_id, probability }, row) => {
    deepEqual([machine_id, probability], [`m-${row}`, scoreReading(model, readings[row]).probability]);
  });
  const stored = await api.deps.predictions.list({ limit: 1000 });
  deepEqual(stored.map(({ id }) => id).sort(), answers.map(({ id }) => id).sort());
});
