import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { monitorReportSchema } from "../../../lib/contracts/monitor_report.ts";
import type { StoredPrediction } from "../../../lib/contracts/prediction.ts";
import { runMonitor, type RunMonitorOptions } from "../../../lib/monitor/run_monitor.ts";
import { timeOfId } from "../../../lib/prediction_log/id_time.ts";
import type { LogReads } from "../../../lib/prediction_log/merged_reads.ts";
import { openLogReads } from "../../../lib/prediction_log/open_log_reads.ts";
import { openSqlitePredictionStore } from "../../../lib/prediction_log/sqlite_prediction_store.ts";
import { idAt, madePrediction } from "../../prediction_log/made_rows.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { alarmsOf, streamModel, streamOf, streamParams, trainedOn } from "./watched_stream.ts";

const plant = { seed: 1, history: 10_000 };
const trained = await trainedOn(plant);
const week = 7 * 86_400_000, until = Date.parse("2026-03-08T00:00:00Z"), since = until - week;

const nothingAsked = new Proxy({} as LogReads, {
  get: () => () => Promise.reject(new Error("the log was asked")),
});

function options(more: Partial<RunMonitorOptions> = {}): RunMonitorOptions {
  const { model: { header }, reference, metrics } = trained;
  return {
    ...{ reads: nothingAsked, model: { ...streamModel, header }, reference, metrics, params: streamParams },
    ...{ since, until, now: until, refused: null },
    ...more,
  };
}

/** Predictions spread evenly over a span of time, which say what those of a stream say, in its order. */
function spread(
  stream: readonly StoredPrediction[],
  rows: number,
  span = { since, until },
): StoredPrediction[] {
  return Array.from({ length: rows }, (_, row) => {
    const ms = Math.floor(span.since + row * (span.until - span.since) / rows);
    const { reading, ...prediction } = stream[row % stream.length];
    const at = new Date(ms).toISOString();
    return { ...prediction, id: idAt(ms, row), at, reading: { ...reading, measured_at: at } };
  });
}

/** A SQLite log with rows, read as another process reads it. */
async function withLog(
  rows: Parameters<ReturnType<typeof openSqlitePredictionStore>["insert"]>[0],
  work: (reads: LogReads) => Promise<void>,
): Promise<void> {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  const store = openSqlitePredictionStore({ path });
  for (let start = 0; start < rows.predictions.length; start += 10_000) {
    await store.insert({ predictions: rows.predictions.slice(start, start + 10_000), outcomes: [] });
  }
  await store.insert({ predictions: [], outcomes: rows.outcomes });
  const { reads, close } = await openLogReads({ databaseUrl: `sqlite:${path}`, now: () => until });
  await work(reads).finally(close);
  await store.close();
}

Deno.test("a log is read, this model's predictions and what came of them, and the fault that the simulator made is found", async () => {
  const { judged, refused } = streamOf(trained.model, {
    ...{ ...plant, healthy: 1_500, faulty: 1_000, drift: "sensor-offset" },
  });
  const predictions = judged.map(({ prediction }) => prediction), outcomes = judged.map((row) => row.outcome);
  const [first, last] = [predictions[0], predictions[2_499]].map(({ at }) => Date.parse(at));
  const others = [0, 1, 2].map((number) => madePrediction({ ms: last, number, version: "ba9876543210" }));
  await withLog({ predictions: [...predictions, ...others], outcomes }, async (reads) => {
    const read: number[] = [];
    let pauses = 0;
    const asked = options({
      ...{ reads, since: first, until: last + 1, now: last + 1, refused },
      onRead: (rows) => void read.push(rows),
      pause: () => Promise.resolve(void pauses++),
    });
    const { report, distributions } = await runMonitor(asked);
    deepEqual(monitorReportSchema.parse(JSON.parse(JSON.stringify(report))), report);
    deepEqual([report.window.read, report.window.stored], [2_500, 2_503]);
    deepEqual(report.model, streamModel);
    deepEqual([report.performance.outcomes.told, report.performance.outcomes.matched], [2_500, 2_500]);
    deepEqual(report.quality.refused, refused);
    equal(alarmsOf(report)[0], "sensor_fault air_temperature_k");
    equal(distributions.length, report.columns.length);
    deepEqual([read.at(-1), read.toSorted((a, b) => a - b)], [2_500, read]);
    ok(pauses >= read.length, `${pauses} pauses`);
    deepEqual(await runMonitor(asked), { report, distributions });

    const before = await runMonitor(options({ reads, since: first - week, until: first, now: first }));
    deepEqual([before.report.window.read, before.report.dataset.verdict], [0, "insufficient_data"]);
  });
});

Deno.test("a drift test can be named for every column, and goes before what params say of one", async () => {
  const { judged } = streamOf(trained.model, { ...plant, healthy: 500, faulty: 0 });
  const predictions = spread(judged.map(({ prediction }) => prediction), 500);
  await withLog({ predictions, outcomes: [] }, async (reads) => {
    const params = { ...streamParams, drift: { ...streamParams.drift, methods: { torque_nm: "ks" } } };
    const { report } = await runMonitor(options({ reads, params, method: "psi" }));
    deepEqual([...new Set(report.columns.map(({ method }) => method))], ["psi"]);
  });
});

Deno.test("a test that there is not, or that does not take each column, is refused before anything is read", async () => {
  await rejects(runMonitor(options({ method: "k-s" })), {
    code: "DRIFT_METHOD",
    message: "there is no drift test k-s",
  });
  await rejects(runMonitor(options({ method: "ks" })), {
    code: "DRIFT_METHOD",
    message: "the drift test ks cannot compare type, a column of categories",
  });
  await rejects(runMonitor(options({ method: "chisquare" })), {
    code: "DRIFT_METHOD",
    message: "the drift test chisquare cannot compare air_temperature_k, a column of numbers",
  });
});

Deno.test("a log that cannot be read is the caller's to know", async () => {
  await rejects(runMonitor(options()), { message: "the log was asked" });
});

/** A log of a prediction every 60 ms, as far back as anybody asks: made when asked for, and counted. */
function endlessReads(stream: readonly StoredPrediction[]): { reads: LogReads; given: () => number } {
  const stepMs = 60;
  let given = 0;
  const reads: LogReads = {
    list(query) {
      const before = query.before === undefined ? Infinity : timeOfId(query.before);
      const rows: StoredPrediction[] = [];
      let ms = stepMs * (Math.ceil(Math.min(query.until ?? until, before) / stepMs) - 1);
      for (; rows.length < query.limit && ms >= (query.since ?? 0); ms -= stepMs) {
        const row = stream[(ms / stepMs) % stream.length];
        rows.push({ ...row, id: idAt(ms, 0), at: new Date(ms).toISOString() });
      }
      given += rows.length;
      return Promise.resolve(rows);
    },
    counts(query) {
      const predictions = Math.max(0, Math.floor((until - query.since) / stepMs));
      return Promise.resolve({ predictions, alarms: 0, machines: 0, outcomes: 0 });
    },
    find: () => Promise.resolve(undefined),
    findAll: () => Promise.resolve([]),
    machines: () => Promise.resolve([]),
    outcomes: () => Promise.resolve([]),
  };
  return { reads, given: () => given };
}

Deno.test("of ten million predictions no more are read than params allow, however long the log", async () => {
  const { judged } = streamOf(trained.model, { ...plant, healthy: 2_500, faulty: 0 });
  const { reads, given } = endlessReads(judged.map(({ prediction }) => prediction));
  const params = { ...streamParams, monitor: { ...streamParams.monitor, most_rows: 30_000 } };
  for (const [days, stored] of [[7, 10_080_000], [70, 100_800_000]]) {
    const before = given();
    const { report } = await runMonitor(options({ reads, params, since: until - days * 86_400_000 }));
    deepEqual([report.window.stored, report.window.read], [stored, 30_000]);
    // A few single rows are asked for to find where the log begins.
    ok(given() - before <= 30_100, String(given() - before));
  }
});

Deno.test("a SQLite log of 300,000 predictions: a third is read, all of its time is seen, and the load is of all", async () => {
  const { judged } = streamOf(trained.model, { ...plant, healthy: 2_500, faulty: 0 });
  const predictions = spread(judged.map(({ prediction }) => prediction), 300_000);
  await withLog({ predictions, outcomes: [] }, async (reads) => {
    const { report } = await runMonitor(options({ reads }));
    deepEqual([report.window.stored, report.window.read], [300_000, 100_000]);
    deepEqual([report.stretch!.rows, report.stretch!.until], [500, predictions.at(-1)!.at]);
    deepEqual(monitorReportSchema.parse(JSON.parse(JSON.stringify(report))), report);
    // 300,000 in a week.
    const perDay = report.alerts.per_day! / report.alerts.share;
    ok(Math.abs(perDay / (300_000 / 7) - 1) < 0.02, String(perDay));
  });
});
