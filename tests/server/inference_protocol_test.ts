import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Prediction } from "../../lib/contracts/prediction.ts";
import { type Reading, sensorColumns } from "../../lib/contracts/reading.ts";
import { FaultlineError } from "../../lib/errors.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { simulated } from "../lib/model/sample_model.ts";
import { type ApiApp, readingAt, startApi } from "./api_app.ts";
import { bearer, sampleKeys, serveApp } from "./core_app.ts";
import { runClient } from "./python_client.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

/** A reading's columns as tensors. */
function tensorsOf(readings: readonly Reading[], shape = [readings.length]): Json[] {
  return ["machine_id", "type", ...sensorColumns].map((name) => ({
    name,
    shape,
    datatype: name === "machine_id" || name === "type" ? "BYTES" : "FP64",
    data: readings.map((reading) => reading[name as keyof Reading]),
  }));
}

const one = () => tensorsOf([exampleReading]);

async function infer(api: ApiApp, body: unknown): Promise<{ status: number; body: Json }> {
  const { name } = api.deps.served.current();
  const response = await api.post(`/v2/models/${name}/infer`, JSON.stringify(body));
  return { status: response.status, body: await response.json() };
}

async function stored(api: ApiApp): Promise<number> {
  return (await api.deps.predictions.counts({ since: 0 })).predictions;
}

Deno.test("Triton's client finds the model and is answered what /v1 answers, bit for bit, all of it stored", async () => {
  const { ring, admin } = sampleKeys();
  await using api = await startApi({ deps: { keys: ring } });
  await using server = serveApp(api.app);
  const { name, version } = api.deps.served.current();
  const table = simulated(500, 7);
  const readings = Array.from({ length: 500 }, (_, row) => readingAt(table, row));
  const headers = { ...bearer(admin), "content-type": "application/json" };
  const batch = await fetch(`${server.url}/v1/predict/batch`, {
    method: "POST",
    headers,
    body: JSON.stringify(readings),
  });
  const expected: Prediction[] = await batch.json();
  ok(expected.some(({ failure }) => failure) && expected.some(({ failure }) => !failure));

  const told = await runClient("triton_client.py", {
    address: `127.0.0.1:${server.port}`,
    key: admin,
    model: name,
    version,
    readings,
  }) as Json;
  deepEqual(
    [told.live, told.ready, told.model_ready, told.version_ready, told.stranger_ready],
    [true, true, true, true, false],
  );
  deepEqual(told.server, { name: "faultline", version: "0.0.0-test", extensions: [] });
  deepEqual([told.model.name, told.model.versions], [name, [version]]);
  deepEqual(told.model.inputs.map(({ name, datatype }: Json) => `${name} ${datatype}`), [
    "machine_id BYTES",
    "type BYTES",
    ...sensorColumns.map((column) => `${column} FP64`),
  ]);
  for (const asked of ["inferred", "as_columns", "whole_numbers", "compressed"]) {
    const { model, outputs } = told[asked];
    deepEqual(model, [name, version], asked);
    deepEqual(outputs.probability, expected.map(({ probability }) => probability), asked);
    deepEqual(outputs.failure, expected.map(({ failure }) => failure), asked);
    deepEqual(outputs.risk, expected.map(({ risk }) => risk), asked);
    for (const row of [0, 499]) {
      const kept = await api.deps.predictions.find(outputs.id[row]);
      deepEqual(kept?.reading, readings[row], asked);
      equal(kept?.probability, expected[row].probability);
    }
  }
  equal(told.inferred.id, "shift-2-0415");
  equal((await api.deps.predictions.find(told.inferred.outputs.id[0]))?.request_id, "shift-2-0415");
  deepEqual(Object.keys(told.some_outputs.outputs), ["risk", "probability"]);
  // One batch of /v1 and five of Triton's; what was refused has left nothing.
  equal(await stored(api), 6 * 500);

  const { missing, output, binary, model, version: other, key } = told.refused;
  deepEqual(
    [missing, output, binary, model, other, key].map(({ status }) => status),
    ["422", "422", "415", "404", "404", "401"],
  );
  equal(missing.message, "inputs must have a tensor machine_id");
  match(output.message, /^outputs\.0\.name must be one of probability, failure, id, risk/);
  match(binary.message, /^tensors in binary are not taken: .*binary_data=False/);
  match(model.message, new RegExp(`^the model served is ${name}, version ${version}$`));
  match(key.message, /^send a key/);
});

Deno.test("an optional time is kept, a request without an id is answered with the header's, null is left out", async () => {
  await using api = await startApi();
  const { name } = api.deps.served.current();
  const time = {
    name: "measured_at",
    shape: [1],
    datatype: "BYTES",
    data: ["2026-01-31T12:00:00Z"],
    parameters: null,
  };
  const response = await api.app.request(`/v2/models/${name}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-id": "r-1" },
    body: JSON.stringify({
      id: null,
      parameters: { content_type: "pd" },
      outputs: null,
      inputs: [...one(), time],
    }),
  });
  const { id, outputs } = await response.json();
  equal(id, "r-1");
  deepEqual(outputs.map(({ name, shape, datatype }: Json) => [name, shape, datatype]), [
    ["probability", [1], "FP64"],
    ["failure", [1], "BOOL"],
    ["id", [1], "BYTES"],
    ["risk", [1], "BYTES"],
  ]);
  const kept = await api.deps.predictions.find(outputs[2].data[0]);
  deepEqual(kept?.reading, { ...exampleReading, measured_at: "2026-01-31T12:00:00Z" });
  equal(kept?.request_id, "r-1");
});

Deno.test("an id that cannot be stored is returned all the same", async () => {
  await using api = await startApi();
  const { body } = await infer(api, { id: "Schicht 2 – früh", inputs: one() });
  equal(body.id, "Schicht 2 – früh");
  const kept = await api.deps.predictions.find(body.outputs[2].data[0]);
  ok(kept && kept.request_id !== body.id);
});

Deno.test("data may be flat or nested as its shape says, and no other way", async () => {
  await using api = await startApi();
  const two = [exampleReading, { ...exampleReading, type: "M" as const, torque_nm: 40 }];
  const flat = await infer(api, { inputs: tensorsOf(two) });
  const nested = await infer(api, {
    inputs: tensorsOf(two, [2, 1]).map((tensor) => ({
      ...tensor,
      data: tensor.data.map((v: unknown) => [v]),
    })),
  });
  const wide = await infer(api, { inputs: tensorsOf(two, [2, 1]) });
  deepEqual(nested.body.outputs[0], flat.body.outputs[0]);
  deepEqual(wide.body.outputs[0], flat.body.outputs[0]);
  equal(await stored(api), 6);

  const change = (part: object) => ({
    inputs: [...tensorsOf(two).slice(0, 6), { ...tensorsOf(two)[6], ...part }],
  });
  const cases: [object, RegExp][] = [
    [{ shape: [1, 2] }, /^inputs\.6\.shape must be \[2\] or \[2, 1\], current value: \[1, 2\]/],
    [{ shape: [3] }, /^inputs\.6\.shape must be \[2\]/],
    [{ shape: [0] }, /^inputs\.6\.shape\.0 must be at least 1/],
    [{ shape: [2, 1, 1] }, /^inputs\.6\.shape must have at most 2 entries/],
    [{ data: [1] }, /^inputs\.6\.data must have 2 elements as its shape says, current value: 1/],
    [{ data: [[1], [2]] }, /^0\.tool_wear_min must be a finite number, current value: an array/],
    [{ shape: [2, 1], data: [[1], [2, 3]] }, /^inputs\.6\.data must have an array of one element/],
    [{ data: [1, "2"] }, /^1\.tool_wear_min must be a finite number, current value: "2"/],
    [{ data: [1, null] }, /^1\.tool_wear_min must be a finite number, current value: null/],
    [{ data: undefined, parameters: { binary_data_size: 16 } }, /^inputs\.6\.data is required/],
    [
      { parameters: { nested: {} } },
      /^inputs\.6\.parameters must hold texts, numbers, true and false alone, /,
    ],
    [{ name: "torque_nm" }, /^inputs\.6\.name is torque_nm as inputs\.5 is \(and 1 more\)$/],
    [{ name: "colour" }, /^inputs\.6\.name must be one of machine_id, type, .*current value: "colour"/],
    [{ colour: "red" }, /^inputs\.6\.colour is no known field/],
    [{ datatype: "BYTES" }, /^inputs\.6\.datatype must be one of FP64, FP32, INT8/],
    [{ datatype: "FP16" }, /^inputs\.6\.datatype must be one of FP64, .*current value: "FP16"/],
    [{ datatype: "BOOL", data: [true, true] }, /^inputs\.6\.datatype must be one of FP64/],
  ];
  for (const [part, message] of cases) {
    const { status, body } = await infer(api, change(part));
    equal(status, 422, JSON.stringify(part));
    match(body.error, message);
    deepEqual(Object.keys(body), ["error"]);
  }
  equal((await infer(api, { inputs: [] })).body.error, "inputs must have a tensor machine_id (and 6 more)");
  equal(await stored(api), 6);
});

Deno.test("lists that are too long are refused as such, whatever is in them", async () => {
  await using api = await startApi();
  const cases: [object, string][] = [
    [{ inputs: new Array(9).fill({}) }, "inputs must have at most 8 entries, current value: an array"],
    [
      { inputs: one(), outputs: new Array(5).fill({}) },
      "outputs must have at most 4 entries, current value: an array",
    ],
    [
      { inputs: one(), parameters: { a: [], b: [], c: {} } },
      "parameters must hold texts, numbers, true and false alone, current value: an object",
    ],
  ];
  // One fault each: millions of faults that a large body could have would be worth gigabytes.
  for (const [body, message] of cases) equal((await infer(api, body)).body.error, message);
});

Deno.test("a number that its datatype cannot hold is refused; one that it can is taken as it is written", async () => {
  await using api = await startApi();
  const wear = (datatype: string, value: number) =>
    infer(api, { inputs: [...one().slice(0, 6), { ...one()[6], datatype, data: [value] }] });
  const held: [string, number][] = [
    ...[["FP64", 1e300], ["FP32", 216.1], ["FP32", 3.4028234663852886e38]] as [string, number][],
    ...[["INT8", -128], ["INT16", 32_767], ["INT32", -2_147_483_648]] as [string, number][],
    ...[["INT64", 9_007_199_254_740_991], ["UINT8", 255], ["UINT64", 0]] as [string, number][],
  ];
  for (const [datatype, value] of held) {
    const { status, body } = await wear(datatype, value);
    equal(status, 200, `${datatype} ${value}`);
    equal((await api.deps.predictions.find(body.outputs[2].data[0]))?.reading.tool_wear_min, value);
  }
  const others: [string, number][] = [
    ...[["FP32", 3.5e38], ["INT8", 128], ["INT8", 1.5], ["INT16", -32_769]] as [string, number][],
    ...[["INT32", 2_147_483_648], ["UINT8", -1], ["UINT16", 65_536]] as [string, number][],
    // Not the number that was meant: JSON's numbers are doubles to us.
    ...[["UINT32", 4_294_967_296], ["INT64", 9_007_199_254_740_993], ["UINT64", 2 ** 60]] as [
      string,
      number,
    ][],
  ];
  for (const [datatype, value] of others) {
    const { status, body } = await wear(datatype, value);
    equal(status, 422, `${datatype} ${value}`);
    match(
      body.error,
      new RegExp(`^inputs\\.6\\.data\\.0 must be an element of ${datatype}, current value: `),
    );
  }
  equal(await stored(api), held.length);
});

Deno.test("a tensor of 10,000 rows is answered, one more is too many", async () => {
  await using api = await startApi();
  const many = (count: number) => ({ inputs: tensorsOf(new Array(count).fill(exampleReading)) });
  const { status, body } = await infer(api, many(10_000));
  equal(status, 200);
  equal(new Set(body.outputs[2].data).size, 10_000);
  equal(await stored(api), 10_000);
  equal((await infer(api, many(10_001))).status, 413);
});

Deno.test("readiness follows the server's, liveness does not; problems of every kind have the protocol's form", async () => {
  await using api = await startApi({ deps: { accepting: () => false } });
  const { name } = api.deps.served.current();
  const ready = await api.get("/v2/health/ready");
  deepEqual([ready.status, await ready.json()], [503, { live: true, ready: false }]);
  const model = await api.get(`/v2/models/${name}/ready`);
  deepEqual([model.status, await model.json()], [503, { name, ready: false }]);
  equal((await api.get("/v2/health/live")).status, 200);
  const infer = `/v2/models/${name}/infer`;
  const asked = [
    await api.post(infer, "{"),
    await api.post(infer, "{}", "text/plain"),
    await api.get(infer),
    await api.get("/v2/nothing"),
    await api.get("/v2/models/stranger"),
  ];
  deepEqual(asked.map(({ status }) => status), [400, 415, 405, 404, 404]);
  for (const response of asked) {
    equal(response.headers.get("content-type"), "application/json");
    const body = await response.json();
    deepEqual(Object.keys(body), ["error"]);
    equal(typeof body.error, "string");
  }
});

Deno.test("nothing is answered that cannot be stored", async () => {
  await using whole = await startApi();
  const predictions = {
    ...whole.deps.predictions,
    append: () => Promise.reject(new FaultlineError("LOG_FULL", "the journal is full")),
  };
  await using api = await startApi({ deps: { predictions } });
  const { status, body } = await infer(api, { inputs: one() });
  equal(status, 503);
  match(body.error, /^nothing more can be stored now/);
});
