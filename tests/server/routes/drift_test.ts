import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import {
  type MonitorReport,
  monitorReportSchema,
  type Performance,
  performanceSchema,
} from "../../../lib/contracts/monitor_report.ts";
import { createLog } from "../../../lib/log.ts";
import { openDriftReports } from "../../../lib/prediction_log/drift_reports.ts";
import { exampleReading } from "../../../server/openapi_parts.ts";
import { bearer, sampleKeys } from "../core_app.ts";
import { type ApiApp, fittedModel, startApi, writeModel } from "../api_app.ts";
import { sampleMonitorPage } from "../../support/sample_monitor_report.ts";
import { browser, parse, textOf } from "../pages_app.ts";
import { startWatched } from "../watched_app.ts";

async function driftOf(api: ApiApp, query = ""): Promise<MonitorReport> {
  const response = await api.get(`/v1/drift${query}`);
  equal(response.status, 200, await response.clone().text());
  return monitorReportSchema.parse(await response.json());
}

async function performanceOf(api: ApiApp, query = ""): Promise<Performance> {
  const response = await api.get(`/v1/performance${query}`);
  equal(response.status, 200, await response.clone().text());
  return performanceSchema.parse(await response.json());
}

async function pageOf(api: ApiApp, path: string, status = 200): Promise<Document> {
  const response = await api.app.request(path, { headers: browser });
  equal(response.status, status);
  return parse(await response.text());
}

async function gaugesOf(api: ApiApp): Promise<string[]> {
  const text = await (await api.get("/metrics")).text();
  return text.split("\n").filter((line) => /^faultline_(?:drift|performance|readings)/.test(line));
}

const alarmsOf = ({ dataset }: MonitorReport) =>
  dataset.findings.filter(({ alarm }) => alarm).map(({ code }) => code);

Deno.test("before the first prediction there is too little to tell anything from, and no error", async () => {
  await using watched = await startWatched();
  const report = await driftOf(watched);
  equal(report.dataset.verdict, "insufficient_data");
  deepEqual(report.dataset.findings.map(({ code }) => code), ["few_outcomes", "few_rows"]);
  equal(report.window.read, 0);
  equal(Date.parse(report.window.until) - Date.parse(report.window.since), 7 * 86_400_000 + 1);
  const { real, estimated } = await performanceOf(watched);
  deepEqual([real, estimated], [null, null]);
  await pageOf(watched, "/drift");
});

Deno.test("a sensor that reads 2 K too high is named: as data, as gauges, on the pages", async () => {
  await using watched = await startWatched();
  await watched.send(1_000, "sensor-offset");
  const report = await driftOf(watched);
  equal(report.dataset.verdict, "alarm");
  equal(alarmsOf(report)[0], "sensor_fault");
  equal(report.window.read, 1_000);

  const gauges = await gaugesOf(watched);
  const has = (line: string) => ok(gauges.includes(line), `${line}\n${gauges.join("\n")}`);
  has("faultline_drift_alarm 1");
  has('faultline_drift_findings{code="sensor_fault"} 1');
  has(`faultline_drift_share ${report.dataset.share}`);
  has(`faultline_drift_report_seconds ${Date.parse(report.made_at) / 1000}`);
  for (const { name, method, value } of report.columns) {
    has(`faultline_drift_value{column="${name}",method="${method}"} ${value}`);
  }
  has(`faultline_performance_f1{kind="estimated"} ${report.performance.estimated!.f1}`);
  equal(gauges.some((line) => line.includes('kind="real"')), false, "no outcome has come back");

  const page = await pageOf(watched, "/drift");
  match(textOf(page.querySelector("h1")), /sensor/i);
  ok(page.querySelector("nav [aria-current]") !== null);
  match(textOf((await pageOf(watched, "/")).querySelector("aside")), /sensor.* More on drift/i);
});

Deno.test("readings as ever are no alarm, and real scores come with outcomes", async () => {
  await using watched = await startWatched();
  const answers = await watched.send(1_000);
  for (const { id, failure } of answers.slice(0, 150)) {
    const outcome = JSON.stringify({ prediction_id: id, failure });
    equal((await watched.post("/v1/outcomes", outcome)).status, 200);
  }
  const report = await driftOf(watched);
  equal(report.dataset.verdict, "ok", JSON.stringify(report.dataset.findings));
  const performance = await performanceOf(watched);
  deepEqual(performance, report.performance);
  equal(performance.outcomes.matched, 150);
  // What was told is what was predicted.
  const { confusion } = performance.real!;
  deepEqual([confusion.false_positive, confusion.false_negative], [0, 0]);
  const f1 = performance.real!.f1;
  const gauges = await gaugesOf(watched);
  ok(gauges.includes("faultline_drift_alarm 0"));
  equal(gauges.includes(`faultline_performance_f1{kind="real"} ${f1}`), f1 !== null);
});

Deno.test("the window begins at a time or so long ago", async () => {
  await using watched = await startWatched();
  await watched.send(100);
  const { window } = await performanceOf(watched, "?since=24h");
  const span = Date.parse(window.until) - Date.parse(window.since);
  ok(span > 86_400_000 && span < 86_400_000 + 60_000, `${span} ms`);
  const { since, read } = (await driftOf(watched, "?since=2020-01-31T00:00:00%2B01:00")).window;
  deepEqual([since, read], ["2020-01-30T23:00:00.000Z", 100]);

  const wrong = ["yesterday", "7", "7w", "-1d", "99999d", "2020-01-31", "2020-13-31T00:00:00Z", ""];
  for (const since of [...wrong, "2999-01-01T00:00:00Z"]) {
    for (const path of ["/v1/drift", "/v1/performance", "/drift"]) {
      const response = await watched.get(`${path}?since=${encodeURIComponent(since)}`);
      equal(response.status, 400, `${path} ${since}`);
      equal((await response.json()).errors[0].field, "since");
    }
  }
  for (const query of ["?until=1h", "?since=1h&since=2h", "?method="]) {
    equal((await watched.get(`/v1/drift${query}`)).status, 400, query);
  }
  equal((await watched.get("/v1/performance?method=psi")).status, 400);
});

Deno.test("a drift test may be named; one that does not take all columns is refused with those that do", async () => {
  await using watched = await startWatched();
  await watched.send(600);
  const report = await driftOf(watched, "?method=psi");
  equal(report.columns.length > 5, true);
  deepEqual(new Set(report.columns.map(({ method }) => method)), new Set(["psi"]));

  const cases: [string, RegExp][] = [
    ["ks", /ks compares numbers alone/],
    ["chisquare", /chisquare compares categories alone/],
    ["no-such", /there is no drift test "no-such"/],
  ];
  for (const [method, message] of cases) {
    const response = await watched.get(`/v1/drift?method=${method}`);
    equal(response.status, 422);
    const problem = await response.json();
    equal(problem.code, "DRIFT_METHOD");
    match(problem.detail, message);
    // Evidently's, by its own lists of column kinds.
    deepEqual(problem.errors[0].allowed, ["jensenshannon", "psi", "kl_div", "hellinger"]);
  }
});

Deno.test("every way in counts what it refuses, and the report says so", async () => {
  await using watched = await startWatched();
  const json = "application/json";
  const bad = { ...exampleReading, type: "X" };
  const { machine_id: _, ...nameless } = exampleReading;
  equal((await watched.post("/v1/predict", JSON.stringify(bad))).status, 422);
  equal((await watched.post("/v1/predict", JSON.stringify(exampleReading))).status, 200);
  await watched.post("/v1/predict/batch", JSON.stringify([bad, exampleReading, nameless]));
  await watched.post(
    "/v1/predict/batch",
    `${JSON.stringify(bad)}\nnot json\n${JSON.stringify(exampleReading)}\n`,
    "application/x-ndjson",
  );
  const csv = [Object.keys(bad), Object.values(bad), Object.values(exampleReading)];
  await watched.post("/v1/predict/batch", csv.map((cells) => cells.join(",")).join("\n"), "text/csv");
  equal(
    (await watched.post("/invocations", JSON.stringify({ dataframe_records: [bad, exampleReading] }), json))
      .status,
    422,
  );
  const tensor = (name: string, datatype: string, value: unknown) => ({
    ...{ name, datatype, shape: [1], data: [value] },
  });
  const { machine_id, type, ...sensors } = bad;
  const infer = {
    inputs: [
      tensor("machine_id", "BYTES", machine_id),
      tensor("type", "BYTES", type),
      ...Object.entries(sensors).map(([name, value]) => tensor(name, "FP64", value)),
    ],
  };
  const { name } = watched.deps.served.current();
  equal((await watched.post(`/v2/models/${name}/infer`, JSON.stringify(infer))).status >= 400, true);
  const form = new URLSearchParams({ ...exampleReading, type: "X" } as unknown as Record<string, string>);
  const tried = await watched.app.request("/try", {
    method: "POST",
    body: form,
    headers: { "sec-fetch-site": "same-origin" },
  });
  equal(tried.status, 422);

  const { quality: { refused } } = await driftOf(watched);
  // Of the row that MLflow's data frame had beside the bad one nothing is known: all of it was refused.
  deepEqual(refused, {
    readings: 9,
    share: 9 / 13,
    reasons: [
      { field: "type", reason: "category", value: "X", readings: 7 },
      { field: "machine_id", reason: "missing", value: null, readings: 1 },
      { field: "other", reason: "other", value: null, readings: 1 },
    ],
  });
  const gauges = await gaugesOf(watched);
  for (
    const line of [
      'faultline_readings_refused_total{field="type",reason="category"} 7',
      'faultline_readings_refused_total{field="machine_id",reason="missing"} 1',
      'faultline_readings_refused_total{field="other",reason="other"} 1',
    ]
  ) ok(gauges.includes(line), `${line}\n${gauges.join("\n")}`);
});

Deno.test("the gauges of drift are not there before the first report", async () => {
  await using api = await startApi();
  deepEqual((await gaugesOf(api)).filter((line) => /drift|performance/.test(line)), []);
});

Deno.test("a model without its reference has no drift to tell, and the report says why", async () => {
  await using api = await startApi();
  await api.post("/v1/predict", JSON.stringify(exampleReading));
  const report = await driftOf(api);
  equal(report.dataset.verdict, "insufficient_data");
  ok(report.dataset.findings.some(({ code }) => code === "no_reference"));
});

Deno.test("where no report can be made the answer is 503, what is wrong is logged, and it can be asked again", async () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
  await using watched = await startWatched({ deps: { log } });
  // Trained again, and not yet reloaded.
  const other = structuredClone(await fittedModel());
  other.header.threshold.probability /= 2;
  const folder = `${watched.modelsDir}/current`;
  const before = await Deno.readFile(`${folder}/model.safetensors`);
  await writeModel(folder, other);
  const response = await watched.get("/v1/drift");
  equal(response.status, 503);
  ok(Number(response.headers.get("retry-after")) > 0);
  const problem = await response.json();
  equal(problem.code, "REPORT_UNAVAILABLE");
  match(problem.detail, /no longer in its folder; reload it$/);
  match(lines.join(""), /"level":"warn".*is no longer in .*models\/current/);
  ok(!JSON.stringify(problem).includes(watched.modelsDir), "no path goes out");
  await pageOf(watched, "/drift", 503);

  equal((await watched.post("/v1/model/reload", "")).status, 200);
  equal((await driftOf(watched)).model.version, watched.deps.served.current().version);
  await Deno.writeFile(`${folder}/model.safetensors`, before);
  equal((await watched.get("/v1/drift?since=1h")).status, 503);

  await Deno.remove(folder, { recursive: true });
  const gone = await watched.get("/v1/drift?since=2h");
  equal(gone.status, 503);
  await gone.body?.cancel();
});

Deno.test("the history lists reports of the past, newest first", async () => {
  await using watched = await startWatched();
  const [newer, older] = sampleMonitorPage({ rows: 400 }).history;
  const databaseUrl = `sqlite:${watched.modelsDir}/../data/predictions.db`;
  const reports = await openDriftReports({ databaseUrl, now: Date.now });
  await reports.append(older);
  await reports.append(newer);
  await reports.close();
  deepEqual(await (await watched.get("/v1/drift/history")).json(), { items: [newer, older] });
  equal((await watched.get("/v1/drift/history?limit=1")).status, 400);
});

Deno.test("a history that cannot be read is no empty one, and keeps nobody from the report", async () => {
  await using watched = await startWatched();
  const database = new DatabaseSync(`${watched.modelsDir}/../data/predictions.db`);
  database.exec("DROP TABLE drift_reports");
  database.close();
  const response = await watched.get("/v1/drift/history");
  equal(response.status, 503);
  const problem = await response.json();
  equal(problem.code, "REPORT_UNAVAILABLE");
  ok(!/drift_reports|predictions\.db/.test(problem.detail), "what is wrong inside does not go out");
  await driftOf(watched);
  const page = await pageOf(watched, "/drift");
  match(textOf(page.querySelector("[role=alert]")), /history of reports could not be read/);
});

Deno.test("a product type that nobody knows is an alarm by itself, with its name", async () => {
  await using watched = await startWatched();
  await watched.send(400);
  const bad = JSON.stringify({ ...exampleReading, type: "X" });
  for (let i = 0; i < 50; i++) {
    const response = await watched.post("/v1/predict", bad);
    equal(response.status, 422);
    await response.body?.cancel();
  }
  const report = await driftOf(watched);
  equal(report.dataset.verdict, "alarm");
  deepEqual(alarmsOf(report), ["new_category"]);
  match(report.dataset.findings[0].message, /"X" 50 of 450 readings sent/);
  ok(
    (await gaugesOf(watched)).includes('faultline_readings_refused_total{field="type",reason="category"} 50'),
  );
});

Deno.test("drift is for those who may read", async () => {
  const { reader, gateway, ring } = sampleKeys();
  await using watched = await startWatched({ deps: { keys: ring } });
  for (const path of ["/v1/drift", "/v1/drift/history", "/v1/performance", "/drift"]) {
    equal((await watched.app.request(path, { headers: bearer(reader) })).status, 200, path);
    equal((await watched.app.request(path, { headers: bearer(gateway) })).status, 403, path);
    equal((await watched.app.request(path)).status, 401, path);
  }
});
