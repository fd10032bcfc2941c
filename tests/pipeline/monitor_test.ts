import { deepEqual, equal, match, ok } from "node:assert/strict";
import { v7 as newId } from "uuid";
import {
  type DriftReportRow,
  type MonitorReport,
  monitorReportSchema,
} from "../../lib/contracts/monitor_report.ts";
import type { StoredPrediction } from "../../lib/contracts/prediction.ts";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { loadModel } from "../../lib/model/load_model.ts";
import { openDriftReports } from "../../lib/prediction_log/drift_reports.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import type { DriftName } from "../../lib/simulate/drift_scenarios.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { numberColumn, textColumn } from "../../lib/table/table.ts";
import { databaseOfVersion1 } from "../prediction_log/database_of_version_1.ts";
import { startMariadb } from "../support/mariadb.ts";
import { copyProject, runTask } from "../support/run_task.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { expectFailure } from "./expect_failure.ts";
import { exists, noTable, quick, succeed } from "./small_run.ts";

const history = 10_000, seed = 1;

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, [
    ...["train", "--source", `simulate:?rows=${history}&seed=${seed}`, ...quick, ...noTable],
  ]);
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

/** What the plant that the model was trained on reports next, as requests have it. */
function nextReadings(count: number, drift?: DriftName): Record<string, string | number>[] {
  const rows = history + count;
  const [table] = simulateReadings({ rows, seed, drift, driftStart: history / rows, batchRows: rows });
  const sensors = sensorColumns.map((name) => [name, numberColumn(table, name)] as const);
  return Array.from({ length: count }, (_, i) => ({
    machine_id: textColumn(table, "machine_id")[history + i],
    type: textColumn(table, "type")[history + i],
    ...Object.fromEntries(sensors.map(([name, column]) => [name, column[history + i]])),
  }));
}

/** A server that keeps its log in a folder of the project's, and does not monitor by itself. */
function serve(dataDir: string): Promise<ServerProcess> {
  return startServer({
    command: [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
    cwd: project.path,
    env: { DATA_DIR: dataDir, MONITOR_EVERY: "off", HOST: "127.0.0.1" },
  });
}

async function predict({ url }: ServerProcess, readings: Record<string, string | number>[]): Promise<void> {
  const answer = await fetch(`${url}/v1/predict/batch`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: readings.map((reading) => JSON.stringify(reading) + "\n").join(""),
  });
  const text = await answer.text();
  equal(answer.status, 200, text);
}

async function historyOf(databaseUrl: string): Promise<DriftReportRow[]> {
  const reports = await openDriftReports({ databaseUrl, now: Date.now });
  try {
    return await reports.list({ limit: 100 });
  } finally {
    await reports.close();
  }
}

const alarmsOf = ({ dataset }: MonitorReport) =>
  dataset.findings.filter(({ alarm }) => alarm).map(({ code, column }) => `${code} ${column}`);

Deno.test("beside a server that wrote its log: 0 while the plant is as ever, 3 once a sensor is off, and a history of both", async () => {
  await using server = await serve("data");
  await predict(server, nextReadings(800));
  const healthy = await succeed(project.path, ["monitor", "--since", "1h", "--fail-on-drift"]);
  match(healthy.stdout, /^faultline [0-9a-f]{12}: 800 predictions of 200 machines, /);
  match(healthy.stdout, /\n\npage {7}reports\/monitor\.html\njson {7}reports\/monitor\.json\n$/);
  const page = Deno.readTextFileSync(project.file("reports/monitor.html"));
  match(page, /^<!doctype html>/i);
  ok(page.includes("air_temperature_k"));
  const report = monitorReportSchema.parse(
    JSON.parse(Deno.readTextFileSync(project.file("reports/monitor.json"))),
  );
  deepEqual([report.dataset.verdict, alarmsOf(report), report.window.read], ["ok", [], 800]);
  ok(report.alerts.designed_share !== null, "the held-out share of alarms is known");
  equal(report.stretch!.rows, 500);

  await predict(server, nextReadings(1_300, "sensor-offset").slice(800));
  const task = ["monitor", "--json", "--fail-on-drift", "--html", "out/now.htm"];
  const drifted = await runTask(task, { cwd: project.path });
  equal(drifted.code, 3, drifted.stderr);
  const told = monitorReportSchema.parse(JSON.parse(drifted.stdout));
  deepEqual([told.dataset.verdict, alarmsOf(told)[0], told.window.read], [
    ...["alarm", "sensor_fault air_temperature_k", 1_300],
  ]);
  deepEqual(JSON.parse(Deno.readTextFileSync(project.file("out/now.json"))), told);
  ok(exists(project.file("out/now.htm")));
  equal((await runTask(["monitor"], { cwd: project.path })).code, 0, "an alarm alone is no failure");

  const rows = await historyOf(`sqlite:${project.file("data/faultline.db")}`);
  deepEqual(rows.map(({ verdict, rows }) => [verdict, rows]), [
    ["alarm", 1_300],
    ["alarm", 1_300],
    ["ok", 800],
  ]);
  deepEqual([rows[1].made_at, rows[1].model, rows[1].alarms[0]], [told.made_at, told.model, "sensor_fault"]);
});

Deno.test("while a server writes, a report is made of what it has written, and neither disturbs the other", async () => {
  await using server = await serve("busy");
  const readings = nextReadings(3_000);
  await predict(server, readings.slice(0, 600));
  let sent = 600, done = false;
  const writing = (async () => {
    while (!done) {
      await predict(server, readings.slice(sent % 2_900, sent % 2_900 + 100));
      sent += 100;
    }
  })();
  const task = ["monitor", "--json", "--database", "sqlite:busy/faultline.db", "--html", "out/busy.html"];
  const { stdout } = await succeed(project.path, task).finally(() => done = true);
  await writing;
  const { window } = monitorReportSchema.parse(JSON.parse(stdout));
  ok(window.read >= 600 && window.read <= sent, `${window.read} of ${sent}`);
  ok(sent > 600, "nothing was written meanwhile");
  const after = await succeed(project.path, task);
  equal(monitorReportSchema.parse(JSON.parse(after.stdout)).window.read, sent);
  equal((await historyOf(`sqlite:${project.file("busy/faultline.db")}`)).length, 2);
});

Deno.test("a report that cannot be written is no part of the history; what ends in no .html has its JSON beside it", async () => {
  await using server = await serve("small");
  await predict(server, nextReadings(120));
  const task = ["monitor", "--database", "sqlite:small/faultline.db"];
  Deno.mkdirSync(project.file("taken.html"));
  await expectFailure(project.path, "OUTPUT_UNWRITABLE", [...task, "--html", "taken.html"]);
  deepEqual(await historyOf(`sqlite:${project.file("small/faultline.db")}`), []);
  await succeed(project.path, [...task, "--html", "out/page"]);
  deepEqual([exists(project.file("out/page")), exists(project.file("out/page.json"))], [true, true]);
  equal((await historyOf(`sqlite:${project.file("small/faultline.db")}`)).length, 1);

  // DATABASE_URL is where the server looks too; one that is empty counts as none.
  const env = { DATABASE_URL: "sqlite:small/faultline.db" };
  const named = await succeed(project.path, ["monitor", "--json", "--html", "out/env.html"], env);
  equal(JSON.parse(named.stdout).window.read, 120);
  const unnamed = await runTask(["monitor"], { cwd: project.path, env: { DATABASE_URL: " " } });
  ok(!unnamed.stderr.includes("CONFIG_INVALID"), unnamed.stderr);
});

Deno.test("of a log that an older server left a report is made, and it says that the history was not kept", async () => {
  databaseOfVersion1(project.file("old.db"));
  const task = ["monitor", "--database", "sqlite:old.db", "--html", "out/old.html"];
  const { stdout, stderr } = await succeed(project.path, task);
  match(stdout, /\nhistory {4}not kept: .+\n$/);
  match(stderr, /"msg":"history not kept"/);
  ok(exists(project.file("out/old.html")));
});

Deno.test("a time that is none, or is not past, is wrong use", async () => {
  for (const since of ["yesterday", "", "7", "2999-01-01T00:00:00Z", "2026-02-30", "-1h"]) {
    match(
      await expectFailure(project.path, "USAGE", ["monitor", `--since=${since}`], 2),
      /--since must be a time of the past, current value: .*\n {2}hint: write how long ago, as 30m, /,
    );
  }
  await expectFailure(project.path, "USAGE", ["monitor", "now"], 2);
});

Deno.test("no log, a log of a kind that there is not, no model, and a drift test that does not fit are refused", async () => {
  const task = ["monitor", "--html", "out/none.html"];
  match(
    await expectFailure(project.path, "INPUT_NOT_FOUND", [...task, "--database", "sqlite:nowhere.db"]),
    /there is no prediction log at nowhere\.db\n {2}hint: /,
  );
  equal(exists(project.file("nowhere.db")), false);
  await expectFailure(project.path, "CONFIG_INVALID", [...task, "--database", "postgres://db/plant"], 2);
  await expectFailure(project.path, "MODEL_NOT_FOUND", [...task, "--model", "out"]);
  databaseOfVersion1(project.file("method.db"));
  const method = [...task, "--database", "sqlite:method.db", "--method"];
  match(
    await expectFailure(project.path, "DRIFT_METHOD", [...method, "k-s"], 2),
    /there is no drift test k-s/,
  );
  match(
    await expectFailure(project.path, "DRIFT_METHOD", [...method, "ks"], 2),
    /ks cannot compare type, a column of categories/,
  );
  equal(exists(project.file("out/none.html")), false);
});

Deno.test("a log in MariaDB is read and its history kept there", async () => {
  const database = await startMariadb();
  try {
    const { version } = await loadModel(project.file("models/current"));
    const store = openMysqlStore({ address: mysqlLogAddress(database.url), now: Date.now });
    const now = Date.now();
    const predictions = nextReadings(600).map((reading, row): StoredPrediction => {
      const ms = now - 600_000 + 1_000 * row;
      return {
        ...{ id: newId({ msecs: ms }), machine_id: String(reading.machine_id), failure: false },
        ...{ probability: 0.01, threshold: 0.4, risk: "low", model: { name: "faultline", version } },
        ...{ at: new Date(ms).toISOString(), reading: reading as StoredPrediction["reading"] },
        request_id: null,
      };
    });
    await store.insert({ predictions, outcomes: [] });
    await store.close();
    const task = ["monitor", "--json", "--database", database.url, "--html", "out/mysql.html"];
    const { stdout } = await succeed(project.path, task);
    const report = monitorReportSchema.parse(JSON.parse(stdout));
    deepEqual([report.window.read, report.stretch!.rows], [600, 500]);
    const [row, ...others] = await historyOf(database.url);
    deepEqual([row.made_at, row.model.version, row.rows, others], [report.made_at, version, 600, []]);
  } finally {
    await database.stop();
  }
});
