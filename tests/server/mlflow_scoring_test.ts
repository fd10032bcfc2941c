import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Prediction } from "../../lib/contracts/prediction.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { simulated } from "../lib/model/sample_model.ts";
import { readingAt, startApi } from "./api_app.ts";
import { bearer, sampleKeys, serveApp } from "./core_app.ts";
import { runClient } from "./python_client.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

Deno.test("pandas' data frames are answered what /v1 answers, bit for bit, however they are written", async () => {
  const { ring, admin } = sampleKeys();
  await using api = await startApi({ deps: { keys: ring } });
  await using server = serveApp(api.app);
  const table = simulated(300, 11);
  const readings = Array.from({ length: 300 }, (_, row) => readingAt(table, row));
  const batch = await fetch(`${server.url}/v1/predict/batch`, {
    method: "POST",
    headers: { ...bearer(admin), "content-type": "application/json" },
    body: JSON.stringify(readings),
  });
  /** All but what is each prediction's own. */
  const common = ({ machine_id, failure, probability, threshold, risk, model }: Prediction) => ({
    ...{ machine_id, failure, probability, threshold, risk, model },
  });
  const expected = (await batch.json()).map(common);

  const told = await runClient("mlflow_client.py", { url: server.url, key: admin, readings }) as Json;
  deepEqual([told.ping, told.health, told.version], [[200, "\n"], [200, "\n"], "0.0.0-test"]);
  const answered = Object.entries(told.answered) as [string, { status: number; body: Json }][];
  for (const [form, { status, body }] of answered) {
    equal(status, 200, `${form}: ${JSON.stringify(body).slice(0, 300)}`);
    deepEqual(Object.keys(body), ["predictions"]);
    deepEqual(body.predictions.map(common), expected, form);
    const kept = await api.deps.predictions.find(body.predictions[299].id);
    const time = form === "with times" ? { measured_at: "2026-01-31T12:00:00.000Z" } : {};
    deepEqual(kept?.reading, { ...readings[299], ...time }, form);
  }
  const untimed = await api.deps.predictions.find(told.answered["with times"].body.predictions[0].id);
  deepEqual(untimed?.reading, readings[0]);
  const { predictions } = await api.deps.predictions.counts({ since: 0 });
  equal(predictions, 300 * (answered.length + 1));

  const refused: [string, number, string, RegExp][] = [
    ["missing", 422, "INVALID_PARAMETER_VALUE", /^the columns: machine_id has no column$/],
    ["unknown", 422, "INVALID_PARAMETER_VALUE", /^the columns: colour is no known column$/],
    ["nan", 422, "INVALID_PARAMETER_VALUE", /^0\.torque_nm must be a finite number, current value: null/],
    ["both", 422, "INVALID_PARAMETER_VALUE", /exactly one of dataframe_split, .*, not 2$/],
    ["none", 422, "INVALID_PARAMETER_VALUE", /exactly one of dataframe_split, .*, not 0$/],
    ["text", 400, "BAD_REQUEST", /^the body is not JSON: it goes wrong at position 1/],
    ["kind", 415, "BAD_REQUEST", /application\/json or text\/csv/],
  ];
  for (const [form, status, code, message] of refused) {
    const answer = told.refused[form];
    equal(answer.status, status, form);
    equal(answer.body.error_code, code, form);
    match(answer.body.message, message);
    deepEqual(Object.keys(answer.body), ["error_code", "message"]);
  }
  equal(told["without a key"].status, 401);
  equal(told["without a key"].body.error_code, "UNAUTHENTICATED");
});

Deno.test("a frame that is none is refused by the place where it goes wrong, and nothing of it is stored", async () => {
  await using api = await startApi();
  const columns = Object.keys(exampleReading);
  const row = Object.values(exampleReading);
  const cases: [unknown, RegExp][] = [
    [[exampleReading], /^the body must be an object with one of dataframe_split/],
    [{ dataframe_split: [row] }, /^dataframe_split must be an object with columns and data$/],
    [{ dataframe_split: { data: [row] } }, /^dataframe_split\.columns must be an array of names$/],
    [{ dataframe_split: { columns } }, /^dataframe_split\.data must be an array of rows$/],
    [
      { dataframe_split: { columns, data: [row], dtypes: [] } },
      /^dataframe_split\.dtypes is no known field$/,
    ],
    [{ dataframe_split: { columns: [...columns, 7], data: [row] } }, /^columns\.7 must be text$/],
    [
      { dataframe_split: { columns: [...columns, "type"], data: [row] } },
      /^the columns: type is there twice$/,
    ],
    [{ dataframe_split: { columns, data: [] } }, /must have at least one reading$/],
    [
      { dataframe_split: { columns, data: [row, row.slice(1)] } },
      /^1 must have a value for each of 7 columns$/,
    ],
    [{ dataframe_split: { columns, data: [row, 7] } }, /^1 must have a value for each of 7 columns$/],
    [{ dataframe_records: { ...exampleReading } }, /^dataframe_records must be an array of records$/],
    [
      { dataframe_records: [exampleReading, { ...exampleReading, type: "X" }] },
      /^1\.type must be one of L, M, H/,
    ],
    [{ dataframe_records: [exampleReading, {}] }, /^1\.machine_id is required \(and 6 more\)$/],
    [{ dataframe_records: [exampleReading, null] }, /^1 must have a value for each of 7 columns$/],
    [{ inputs: [row] }, /^the columns: machine_id has no column/],
    [{ inputs: 7 }, /^inputs must be an array of records, or an object of columns$/],
    [
      { inputs: { ...exampleReading, type: ["L", "M"] } },
      /^inputs\.type must have 1 values as machine_id has, .*: 2$/,
    ],
    [{ inputs: { ...exampleReading, machine_id: 7 } }, /^0\.machine_id must be text, current value: 7$/],
    [{ inputs: { ...exampleReading, measured_at: 1_769_860_800_000 } }, /^0\.measured_at must be text/],
    [{ inputs: { ...exampleReading, measured_at: "yesterday" } }, /^0\.measured_at must be a time such as/],
    [{ inputs: exampleReading, params: [] }, /^params must be an object$/],
    [{ inputs: exampleReading, signature_name: "x" }, /^signature_name is no known field$/],
  ];
  for (const [body, message] of cases) {
    const response = await api.post("/invocations", JSON.stringify(body));
    equal(response.status, 422, JSON.stringify(body));
    match((await response.json()).message, message);
  }
  const own = await api.post(
    "/invocations",
    `{"dataframe_records": [{${JSON.stringify(exampleReading).slice(1, -1)}, "__proto__": {"type": "M"}}]}`,
  );
  equal(own.status, 422);
  match((await own.json()).message, /^the columns: __proto__ is no known column$/);
  equal((await api.deps.predictions.counts({ since: 0 })).predictions, 0);
});

Deno.test("columns of training data may be there, and a value alone is a column of one", async () => {
  await using api = await startApi();
  const training = { ...exampleReading, UDI: 7, failure: true, TWF: 0 };
  const answers = await Promise.all([
    api.post("/invocations", JSON.stringify({ inputs: training })),
    api.post("/invocations", JSON.stringify({ dataframe_records: [training] })),
    api.post("/v1/predict", JSON.stringify(exampleReading)),
  ]);
  const [scalars, records, plain] = await Promise.all(answers.map((answer) => answer.json()));
  ok(plain.probability > 0);
  equal(scalars.predictions[0].probability, plain.probability);
  equal(records.predictions[0].probability, plain.probability);
});

Deno.test("a frame of 10,000 rows is answered, one more is too many", async () => {
  await using api = await startApi();
  const frame = (count: number) =>
    JSON.stringify({ dataframe_records: new Array(count).fill(exampleReading) });
  const response = await api.post("/invocations", frame(10_000));
  equal(response.status, 200);
  equal((await response.json()).predictions.length, 10_000);
  const more = await api.post("/invocations", frame(10_001));
  deepEqual([more.status, (await more.json()).error_code], [413, "BAD_REQUEST"]);
});

Deno.test("ping and health follow the server's readiness, and need no key", async () => {
  const { ring } = sampleKeys();
  await using api = await startApi({ deps: { keys: ring, accepting: () => false } });
  equal((await api.get("/ping")).status, 503);
  equal((await api.get("/health")).status, 503);
  const version = await api.get("/version");
  deepEqual([version.status, (await version.json()).error_code], [401, "UNAUTHENTICATED"]);
});
