import { deepEqual, equal, ok } from "node:assert/strict";
import { setImmediate } from "node:timers";
import Papa from "papaparse";
import { v7 } from "uuid";
import { type Prediction, predictionSchema } from "../../lib/contracts/prediction.ts";
import type { Reading } from "../../lib/contracts/reading.ts";
import { scoreReading } from "../../lib/model/score.ts";
import { answerBatch, renderBatch } from "../../server/batch/answer_batch.ts";
import { csvBatch } from "../../server/batch/csv_batch.ts";
import { exampleReading } from "../../server/openapi_parts.ts";
import { simulated } from "../lib/model/sample_model.ts";
import { type ApiApp, readingAt, startApi } from "./api_app.ts";

const path = "/v1/predict/batch";
const kinds = ["application/json", "application/x-ndjson", "text/csv"] as const;
type Kind = (typeof kinds)[number];

const fields = Object.keys(exampleReading) as (keyof Reading)[];

/** Readings as a body of a kind; a text stands for a row that is written as it is. */
function bodyOf(kind: Kind, rows: readonly (Reading | string)[]): string {
  const text = (row: Reading | string) =>
    typeof row === "string"
      ? row
      : kind === "text/csv"
      ? fields.map((name) => row[name]).join(",")
      : JSON.stringify(row);
  const lines = rows.map(text);
  if (kind === "application/json") return `[${lines.join(",")}]`;
  return kind === "text/csv" ? `${fields.join(",")}\n${lines.join("\n")}\n` : `${lines.join("\n")}\n`;
}

type Row = Prediction | {
  error: { code: string; detail: string; errors: { field: string; message: string }[] };
};

/** The rows of an answer of any kind, as JSON has them. */
function rowsOf(kind: Kind, text: string): Row[] {
  if (kind === "application/json") return JSON.parse(text);
  ok(text.endsWith("\n"));
  if (kind === "application/x-ndjson") return text.trimEnd().split("\n").map((line) => JSON.parse(line));
  const [header, ...cells] = cellsOf(text);
  return cells.map((row) => Object.fromEntries(row.map((cell, i) => [header[i], cell]))).map((row) =>
    row.error_code
      ? { error: { code: row.error_code, detail: row.error, errors: [] } }
      : predictionSchema.parse({
        id: row.id,
        machine_id: row.machine_id,
        failure: row.failure === "1",
        probability: Number(row.probability),
        threshold: Number(row.threshold),
        risk: row.risk,
        model: { name: row.model_name, version: row.model_version },
        at: row.at,
      })
  );
}

/** The cells of a CSV text, as another reader sees them. */
function cellsOf(text: string): string[][] {
  const { data, errors } = Papa.parse(text.trimEnd()) as { data: string[][]; errors: unknown[] };
  deepEqual(errors, []);
  return data;
}

async function ask(api: ApiApp, kind: Kind, rows: readonly (Reading | string)[]): Promise<Row[]> {
  const response = await api.post(path, bodyOf(kind, rows), kind);
  equal(response.status, 200);
  equal(response.headers.get("content-type")!.split(";")[0], kind);
  return rowsOf(kind, await response.text());
}

const table = simulated(2500, 8);
const readings = Array.from({ length: 2500 }, (_, row) => readingAt(table, row));

Deno.test("a batch of every kind is answered row by row as each reading alone, in order, and stored", async () => {
  await using api = await startApi();
  const { model } = api.deps.served.current();
  for (const kind of kinds) {
    const answers = await ask(api, kind, readings) as Prediction[];
    equal(answers.length, readings.length);
    answers.forEach((answer, row) => {
      equal(answer.machine_id, readings[row].machine_id);
      equal(answer.probability, scoreReading(model, readings[row]).probability);
    });
    const ids = answers.map(({ id }) => id);
    deepEqual(ids, [...new Set(ids)].sort());
    for (const row of [0, 999, 1000, 2499]) {
      const stored = await api.deps.predictions.find(ids[row]);
      deepEqual(stored?.reading, readings[row]);
      deepEqual(stored?.at, answers[row].at);
    }
  }
  equal((await api.deps.predictions.counts({ since: 0 })).predictions, 3 * 2500);
});

Deno.test("a bad row has its own error in its place and spoils no other, in every kind", async () => {
  await using api = await startApi();
  const [first, last] = [readings[0], readings[1]];
  const bad: Record<Kind, string> = {
    "application/json": JSON.stringify({ ...first, torque_nm: "0x10" }),
    "application/x-ndjson": JSON.stringify({ ...first, torque_nm: "0x10" }),
    "text/csv": "mill,M,300,310,1500,0x10,5",
  };
  for (const kind of kinds) {
    const [one, two, three] = await ask(api, kind, [first, bad[kind], last]);
    ok("id" in one && "id" in three && "error" in two);
    deepEqual([one.machine_id, three.machine_id], [first.machine_id, last.machine_id]);
    equal(two.error.code, "FIELD_INVALID");
    equal(two.error.detail, '1.torque_nm must be a finite number, current value: "0x10"');
  }
});

Deno.test("a batch in which every row is bad is answered with as many errors, and stores nothing", async () => {
  await using api = await startApi();
  for (const kind of kinds) {
    const row = kind === "text/csv" ? "mill,M,300,310,1500,,5" : '{"machine_id":3}';
    const rows = await ask(api, kind, new Array(1500).fill(row));
    equal(rows.length, 1500);
    ok(rows.every((row) => "error" in row));
  }
  equal((await api.deps.predictions.list({ limit: 1 })).length, 0);
});

Deno.test("a line of NDJSON that is no JSON, too deep, or double in a member is its own row's error", async () => {
  await using api = await startApi();
  const good = JSON.stringify(exampleReading);
  const deep = "[".repeat(17) + "]".repeat(17);
  const body = ["", good, "{", `${good},${good}`, deep, good.replace("}", ',"type":"M"}'), "  ", `${good}\r`]
    .join("\n");
  const response = await api.post(path, body, "application/x-ndjson");
  const rows = rowsOf("application/x-ndjson", await response.text());
  deepEqual(rows.map((row) => "error" in row ? row.error.code : "ok"), [
    "ok",
    "JSON_MALFORMED",
    "JSON_MALFORMED",
    "JSON_TOO_DEEP",
    "JSON_MALFORMED",
    "ok",
  ]);
  ok(rows.every((row) => !("error" in row) || row.error.detail.includes("the line")));
});

Deno.test("CSV is read by the headers of AI4I 2020 with its training columns, quotes, spaces, CRLF and a mark", async () => {
  await using api = await startApi();
  const csv =
    "\ufeffUDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm]," +
    "Torque [Nm],Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF\r\n" +
    '1,"M14860", M ,298.1,308.60,1551,42.8,0,0,0,0,0,0,0\r\n' +
    "\r\n" +
    "2,L47181,L,298.2,3.087e2,+1408,46.3,3,0,0,0,0,0,0\r\n";
  const response = await api.post(path, csv, "text/csv; charset=utf-8");
  const [one, two] = rowsOf("text/csv", await response.text()) as Prediction[];
  deepEqual([one.machine_id, two.machine_id], ["M14860", "L47181"]);
  deepEqual((await api.deps.predictions.find(two.id))?.reading, {
    machine_id: "L47181",
    type: "L",
    air_temperature_k: 298.2,
    process_temperature_k: 308.7,
    rotational_speed_rpm: 1408,
    torque_nm: 46.3,
    tool_wear_min: 3,
  });
});

Deno.test("a CSV header that lacks columns, has them twice or has unknown ones is refused by name", async () => {
  await using api = await startApi();
  const row = "mill,M,300,310,1500,40,5";
  const header = fields.join(",");
  const cases: [string, string[]][] = [
    [header.replace("torque_nm", "torque"), ["torque", "torque_nm"]],
    [header.replace("torque_nm", "__proto__"), ["__proto__", "torque_nm"]],
    [`${header},Type`, ["Type"]],
    [header.replaceAll(",", ";"), [header.replaceAll(",", ";").slice(0, 60), ...fields]],
  ];
  for (const [header, names] of cases) {
    const response = await api.post(path, `${header}\n${row}\n`, "text/csv");
    equal(response.status, 422);
    const { code, errors } = await response.json();
    deepEqual([code, errors.map(({ field }: { field: string }) => field)], ["FIELD_INVALID", names]);
  }
});

Deno.test("CSV numbers are strict, times may lack, and a ragged row is its own error", async () => {
  await using api = await startApi();
  const csv = `measured_at,${fields.join(",")}\n` +
    ",mill,M,300,310,1500,40,5\n" +
    "2026-01-31 13:00:00+01:00,mill,M,300,310,1500,40,5\n" +
    "yesterday,mill,M,300,310,1500,40,5\n" +
    ["", "0x10", "true", "null", "1e999", "NaN", "1_000", "1 000", "Infinity"].map((text) =>
      `,mill,M,300,310,1500,${text},5\n`
    ).join("") +
    ",mill,m,300,310,1500,40,5\n" +
    ",,M,300,310,1500,40,5\n" +
    '," ",M,300,310,1500,40,5\n' +
    ",mill,M,300,310,1500,40\n" +
    ',"mill\n7",M,300,310,1500,40,5\n';
  const rows = rowsOf("text/csv", await (await api.post(path, csv, "text/csv")).text());
  equal(rows.length, 17);
  equal(
    (await api.deps.predictions.find((rows[1] as Prediction).id))?.reading.measured_at,
    "2026-01-31T12:00:00.000Z",
  );
  const details = rows.map((row) => "error" in row ? row.error.detail : "ok");
  deepEqual(details.slice(0, 3), [
    "ok",
    "ok",
    '2.measured_at must be a time such as 2026-01-31T12:00:00Z, current value: "yesterday"',
  ]);
  ok(
    details.slice(3, 12).every((detail) => /^\d+\.torque_nm must be a finite number/.test(detail)),
    details.join("\n"),
  );
  deepEqual(details.slice(12), [
    '12.type must be one of L, M, H, current value: "m"',
    '13.machine_id must not be empty, current value: ""',
    '14.machine_id must not be empty, current value: ""',
    "the row must have 8 cells as the header has, current value: 7",
    '16.machine_id has characters that are not allowed, current value: "mill\\n7"',
  ]);
});

Deno.test("a CSV answer has one line a row, and no text in it that a spreadsheet would run", async () => {
  await using api = await startApi();
  const ids = ["=1+2", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "a,b", 'a"b', "plain", "– ok"];
  const body = ids.map((machine_id) => ({ ...exampleReading, machine_id }));
  const quoted = body.map(({ machine_id, ...rest }) =>
    [`"${machine_id.replaceAll('"', '""')}"`, ...Object.values(rest)].join(",")
  );
  const bad = '"mill","=cmd|calc",300,310,1500,40,5';
  const text = await (await api.post(path, bodyOf("text/csv", [...quoted, bad]), "text/csv")).text();
  const lines = text.trimEnd().split("\n");
  equal(lines.length, 1 + ids.length + 1);
  const data = cellsOf(text);
  ok(data.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)), text);
  deepEqual(data.slice(1, -1).map((row) => row[1]), ids.map((id) => /^[=+\-@]/.test(id) ? `'${id}` : id));
  ok(data.every((row) => row.length === 11));
  ok(data.at(-1)![10].includes('"=cmd|calc"'));
  equal(
    (await api.deps.predictions.list({ limit: 1, machine_id: "=1+2" })).length,
    1,
    "stored as it was sent",
  );
});

Deno.test("10,000 readings are taken, one more is too many, none is too few", async () => {
  await using api = await startApi();
  const row: Record<Kind, string> = {
    "application/json": "0",
    "application/x-ndjson": "0",
    "text/csv": "0,0,0,0,0,0,0",
  };
  for (const kind of kinds) {
    equal((await ask(api, kind, new Array(10_000).fill(row[kind]))).length, 10_000);
    for (const count of [10_001, 30_000]) {
      const many = await api.post(path, bodyOf(kind, new Array(count).fill(row[kind])), kind);
      deepEqual([many.status, (await many.json()).code], [413, "TOO_MANY_ROWS"]);
    }
    for (const body of [bodyOf(kind, []), kind === "application/json" ? "[ ]" : "\n \n"]) {
      const none = await api.post(path, body, kind);
      deepEqual([none.status, (await none.json()).code], [422, "FIELD_INVALID"], `${kind} ${body}`);
    }
  }
});

Deno.test("a batch that cannot be read as a whole is one problem", async () => {
  await using api = await startApi({ limits: { batchBytes: 3000 } });
  const cases: [string | Uint8Array<ArrayBuffer>, string, number, string][] = [
    ["[", "application/json", 400, "JSON_MALFORMED"],
    ["{}", "application/json", 422, "FIELD_INVALID"],
    ["[" + "[".repeat(16) + "]".repeat(16) + "]", "application/json", 400, "JSON_TOO_DEEP"],
    ['a,"b\n', "text/csv", 400, "CSV_MALFORMED"],
    ['a,"b"c\n1,2\n', "text/csv", 400, "CSV_MALFORMED"],
    [Uint8Array.of(0xff, 0xfe), "text/csv", 400, "CSV_MALFORMED"],
    ["", "application/json", 400, "JSON_MALFORMED"],
    ["", "text/csv", 422, "FIELD_INVALID"],
    ["[]".padEnd(3001), "application/json", 413, "BODY_TOO_LARGE"],
    ["[]", "application/xml", 415, "MEDIA_TYPE_UNSUPPORTED"],
  ];
  for (const [body, type, status, code] of cases) {
    const response = await api.post(path, body, type);
    deepEqual([response.status, (await response.json()).code], [status, code], `${type} ${body}`);
  }
});

Deno.test("sixteen million blank lines are refused before anything is made of them", async () => {
  await using api = await startApi();
  const blank = new Uint8Array(16_000_000).fill(10);
  const began = performance.now();
  const csv = await api.post(path, blank, "text/csv");
  const ndjson = await api.post(path, blank, "application/x-ndjson");
  deepEqual([csv.status, ndjson.status], [413, 422]);
  ok(performance.now() - began < 5000);
});

Deno.test("others have their turn ten times while 10,000 rows are scored, and again while they are written", async () => {
  await using api = await startApi();
  const many = Array.from({ length: 10_000 }, (_, row) => readings[row % readings.length]);
  const rows = csvBatch.read(new TextEncoder().encode(bodyOf("text/csv", many)));
  let turns = 0;
  let ticking = true;
  const tick = () => void (turns++, ticking && setImmediate(tick));
  setImmediate(tick);
  const answered = await answerBatch(rows, api.deps.served.current(), { newId: () => v7(), requestId: null });
  const scoring = turns;
  await renderBatch(answered, csvBatch);
  const writing = turns - scoring;
  ticking = false;
  ok(scoring >= 9 && writing >= 9, `${scoring}, ${writing}`);
});
