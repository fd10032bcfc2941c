import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { driftReportRowSchema } from "../../lib/contracts/monitor_report.ts";
import { silentLog } from "../../lib/log.ts";
import { type DriftReports, openDriftReports } from "../../lib/prediction_log/drift_reports.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { openPredictionLog } from "../../lib/prediction_log/open_prediction_log.ts";
import type { PredictionStore } from "../../lib/prediction_log/prediction_store.ts";
import { openSqlitePredictionStore } from "../../lib/prediction_log/sqlite_prediction_store.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { databaseOfVersion1 } from "./database_of_version_1.ts";
import { madeReport } from "./made_report.ts";
import { madeOutcome, madePrediction } from "./made_rows.ts";

let server: Mariadb;
let databases = 0;

Deno.test.beforeAll(async () => {
  server = await startMariadb();
});
Deno.test.afterAll(() => server.stop());

const start = Date.parse("2026-03-01T00:00:00Z");
const now = Date.now;

/** An empty database of a server's own; the store has made its tables. */
async function mysqlDatabase(): Promise<{ database: string; url: string; store: PredictionStore }> {
  const database = `reports_${++databases}`;
  await server.sql(`CREATE DATABASE ${database}`);
  const url = server.url.replace("/plant?", `/${database}?`);
  const store = openMysqlStore({ address: mysqlLogAddress(url), now });
  await store.probe();
  return { database, url, store };
}

/** What holds of a history in either database. */
async function testHistory(databaseUrl: string, store: PredictionStore): Promise<void> {
  const reports: DriftReports = await openDriftReports({ databaseUrl, now });
  deepEqual(await reports.list({ limit: 9 }), []);
  const rows = [
    madeReport({ ms: start, alarms: ["sensor_fault", "alert_load"], verdict: "alarm", drifted: true }),
    madeReport({ ms: start + 1, number: 1, model: { name: "Fräse \u{1f527}", version: "ba9876543210" } }),
    madeReport({ ms: start + 1, number: 2, verdict: "insufficient_data", rows: 0, share: 0, alert_share: 0 }),
    madeReport({ ms: start + 999, f1: 5e-324, estimated_f1: null, since: "1970-01-01T00:00:00.000Z" }),
  ];
  for (const row of rows) driftReportRowSchema.parse(row);
  for (const row of [rows[2], rows[0], rows[3], rows[1]]) await reports.append(row);
  const newestFirst = rows.toReversed();
  deepEqual(await reports.list({ limit: 9 }), newestFirst);

  // The same id again: nothing changes.
  await reports.append({ ...rows[0], rows: 1, alarms: [], verdict: "ok" });
  deepEqual(await reports.list({ limit: 9 }), newestFirst);

  deepEqual(await reports.list({ limit: 2 }), newestFirst.slice(0, 2));
  deepEqual(await reports.list({ since: start + 1, limit: 9 }), newestFirst.slice(0, 3));
  deepEqual(await reports.list({ since: start + 1_000, limit: 9 }), []);
  deepEqual(await reports.list({ model_version: "ba9876543210", limit: 9 }), [rows[1]]);
  deepEqual(await reports.list({ model_version: "0123456789ab", since: start + 1, limit: 1 }), [rows[3]]);

  // Retention: after predictions and outcomes, and within the limit.
  await store.insert({
    predictions: [madePrediction({ ms: start - 5, number: 1 })],
    outcomes: [madeOutcome({ id: "o", ms: start - 5, recordedMs: start })],
  });
  const pruned: number[] = [];
  do pruned.push(await store.prune({ before: start + 2, limit: 2 })); while (pruned.at(-1));
  deepEqual(pruned, [2, 2, 1, 0]);
  deepEqual(await reports.list({ limit: 9 }), [rows[3]]);
  await reports.close();
  await reports.close();

  const again = await openDriftReports({ databaseUrl, now });
  deepEqual(await again.list({ limit: 9 }), [rows[3]]);
  await again.close();
}

Deno.test("sqlite: reports come back as they were, newest first, each id once, and are pruned", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  const store = openSqlitePredictionStore({ path });
  await testHistory(`sqlite:${path}`, store);
  await store.close();
});

Deno.test("mysql: reports come back as they were, newest first, each id once, and are pruned", async () => {
  const { url, store } = await mysqlDatabase();
  await testHistory(url, store);
  await store.close();
});

Deno.test("a history is plain to SQL: a column for each figure, alarms as a JSON array", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  await openSqlitePredictionStore({ path }).close();
  const { url, database, store } = await mysqlDatabase();
  await store.close();
  for (const databaseUrl of [`sqlite:${path}`, url]) {
    const reports = await openDriftReports({ databaseUrl, now });
    await reports.append(
      madeReport({ ms: start, alarms: ["stuck_sensor", "out_of_range"], verdict: "alarm" }),
    );
    await reports.close();
  }
  const select = "SELECT verdict, drifted, predictions_read, alert_share, alarms FROM drift_reports " +
    "WHERE verdict = 'alarm' AND model_version = '0123456789ab'";
  const wanted = ["alarm", 0, 20_000, 0.03125, '["stuck_sensor","out_of_range"]'];
  const file = new DatabaseSync(path);
  deepEqual(Object.values(file.prepare(select).get()!), wanted);
  file.close();
  const connection = await connectMysql({ ...mysqlLogAddress(server.url), database });
  const [[verdict, ...values]] = await connection.query(select);
  deepEqual([verdict, ...values.slice(0, 3).map(Number), values[3]], wanted);
  connection.close();
});

Deno.test("sqlite: a server's writer and a second process that appends reports do not disturb each other", async () => {
  await using folder = await tempFolder();
  const databaseUrl = `sqlite:${folder.file("faultline.db")}`;
  const log = await openPredictionLog({
    databaseUrl,
    mode: "journal",
    dataDir: folder.path,
    journalMaxBytes: 2 ** 30,
    now,
    log: silentLog,
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--permission-set=test"],
      ...[new URL("./append_reports_child.ts", import.meta.url).href, databaseUrl, "300"],
    ],
    cwd: new URL("../..", import.meta.url),
    stdin: "null",
  }).output();
  let done = false;
  child.then(() => done = true);
  let number = 0;
  // Eight appends are always under way: the file is hardly ever free.
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (!done) {
      const own = number++;
      await log.append([madePrediction({ ms: start + own, number: own })]);
    }
  }));
  const { code, stdout, stderr } = await child;
  equal(code, 0, new TextDecoder().decode(stderr));
  equal(new TextDecoder().decode(stdout), "300\n");
  ok(number > 100, `${number}`);
  equal((await log.counts({ since: 0 })).predictions, number);
  equal(log.status().written, number);
  const reports = await openDriftReports({ databaseUrl, now });
  equal((await reports.list({ limit: 1_000 })).length, 300);
  await reports.close();
  await log.close();
  equal(
    new DatabaseSync(folder.file("faultline.db")).prepare("PRAGMA integrity_check").get()!.integrity_check,
    "ok",
  );
});

Deno.test("sqlite: a file that is locked is waited for, the thread being free, and not for ever", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  await openSqlitePredictionStore({ path }).close();
  const other = new DatabaseSync(path);
  const reports = await openDriftReports({ databaseUrl: `sqlite:${path}`, now, patienceMs: 1_500 });
  other.exec("BEGIN IMMEDIATE");
  let kept = false;
  const appended = reports.append(madeReport({ ms: start })).then(() => kept = true);
  await new Promise((resolve) => setTimeout(resolve, 200));
  // That this runs at all shows the thread to be free; what is there can be read meanwhile.
  equal(kept, false);
  deepEqual(await reports.list({ limit: 9 }), []);
  other.exec("COMMIT");
  await appended;
  equal((await reports.list({ limit: 9 })).length, 1);

  other.exec("BEGIN IMMEDIATE");
  await rejects(reports.append(madeReport({ ms: start + 1 })), {
    code: "LOG_UNAVAILABLE",
    message: `${path}: another program holds it`,
  });
  other.exec("COMMIT");
  await reports.append(madeReport({ ms: start + 1 }));
  equal((await reports.list({ limit: 9 })).length, 2);
  await reports.close();
  other.close();
});

Deno.test("sqlite: no lock of the log is asked for, and a file of an older server is left as it is", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  const databaseUrl = `sqlite:${path}`;
  const missing = { code: "INPUT_NOT_FOUND", message: `there is no prediction log at ${path}` };
  await rejects(openDriftReports({ databaseUrl, now }), missing);
  deepEqual([...Deno.readDirSync(folder.path)], []);
  Deno.writeTextFileSync(path, "");
  await rejects(openDriftReports({ databaseUrl, now }), missing);
  Deno.removeSync(path);

  databaseOfVersion1(path);
  await rejects(openDriftReports({ databaseUrl, now }), {
    code: "LOG_UNAVAILABLE",
    message: `${path}: its schema is of version 1, and version 2 is needed`,
    hint: "restart the server with this version of Faultline: it brings the file up to date",
  });
  const left = new DatabaseSync(path);
  equal(left.prepare("PRAGMA user_version").get()!.user_version, 1);
  left.close();

  // The hint holds: a server brings it up to date, and has its lock while reports are kept.
  const options = { databaseUrl, mode: "journal", dataDir: folder.path, now, log: silentLog } as const;
  const log = await openPredictionLog({ ...options, journalMaxBytes: 2 ** 30 });
  const reports = await openDriftReports({ databaseUrl, now });
  await reports.append(madeReport({ ms: start }));
  equal((await log.counts({ since: 0 })).predictions, 4);
  await log.close();
  equal((await reports.list({ limit: 9 })).length, 1);
  const next = await openPredictionLog({ ...options, journalMaxBytes: 2 ** 30 });
  await next.append([madePrediction({ ms: start + 60_000, number: 9 })]);
  equal((await next.counts({ since: 0 })).predictions, 5);
  await next.close();
  await reports.close();
});

Deno.test("sqlite: a file of a newer Faultline, and one of something else, are refused", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  await openSqlitePredictionStore({ path }).close();
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 9");
  database.close();
  await rejects(openDriftReports({ databaseUrl: `sqlite:${path}`, now }), {
    code: "LOG_UNAVAILABLE",
    message: `${path}: its schema is of version 9, and this Faultline knows up to 2`,
  });
  const plant = new DatabaseSync(folder.file("plant.db"));
  plant.exec("CREATE TABLE readings (x)");
  plant.close();
  await rejects(openDriftReports({ databaseUrl: `sqlite:${folder.file("plant.db")}`, now }), {
    code: "LOG_UNAVAILABLE",
    message: /it is a database of something else/,
  });
  await rejects(openDriftReports({ databaseUrl: "csv:reports.csv", now }), { code: "CONFIG_INVALID" });
});

Deno.test("mysql: tables of version 1 are left alone, and an account that may make none is told what to do", async () => {
  const { url, database, store } = await mysqlDatabase();
  await store.close();
  await server.sql(
    `USE ${database}; DROP TABLE drift_reports; DELETE FROM faultline_schema WHERE version > 1;
     CREATE USER reader@'%'; GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO reader@'%'`,
  );
  for (const databaseUrl of [url, url.replace("root@", "reader@")]) {
    const reports = await openDriftReports({ databaseUrl, now });
    for (const call of [() => reports.list({ limit: 9 }), () => reports.append(madeReport({ ms: start }))]) {
      await rejects(call(), {
        code: "LOG_UNAVAILABLE",
        message: "the prediction log's tables are of version 1, and version 2 is needed",
        hint:
          "restart the server with this version of Faultline, once with an account that may make tables: " +
          "it brings them up to date",
      });
    }
    await reports.close();
  }
  // A server with the rights to it has been there since: the same account keeps reports.
  const newer = openMysqlStore({ address: mysqlLogAddress(url), now });
  await newer.probe();
  await newer.close();
  const reports = await openDriftReports({ databaseUrl: url.replace("root@", "reader@"), now });
  await reports.append(madeReport({ ms: start }));
  equal((await reports.list({ limit: 9 })).length, 1);
  await reports.close();
});

Deno.test("mysql: a database without a log, and a server that is away, are told from each other", async () => {
  await server.sql("CREATE DATABASE no_log");
  const empty = await openDriftReports({ databaseUrl: server.url.replace("/plant?", "/no_log?"), now });
  await rejects(empty.list({ limit: 9 }), {
    code: "INPUT_NOT_FOUND",
    message: /^there is no prediction log at mysql:\/\/root@127.0.0.1:\d+\/no_log/,
  });
  await empty.close();
  const away = await openDriftReports({ databaseUrl: "mysql://nobody@127.0.0.1:1/plant", now });
  await rejects(away.append(madeReport({ ms: start })), (error: Error & { code: string }) => {
    equal(error.code, "LOG_UNAVAILABLE");
    match(error.message, /connection refused/);
    return true;
  });
  await away.close();
});

Deno.test("reports in a journal's file are no rows to be shipped, nor to be taken over", async () => {
  await using folder = await tempFolder();
  const { url, database, store } = await mysqlDatabase();
  await store.close();
  const options = {
    mode: "journal",
    dataDir: folder.path,
    journalMaxBytes: 2 ** 30,
    now,
    log: silentLog,
  } as const;
  const away = { ...options, databaseUrl: "mysql://nobody@127.0.0.1:1/plant" };
  // Two journals, the second of which is an orphan later; each with a report, which belongs there no more.
  const logs = [await openPredictionLog(away), await openPredictionLog(away)];
  for (const [i, log] of logs.entries()) {
    await log.append([madePrediction({ ms: start, number: i })]);
    const reports = await openDriftReports({
      databaseUrl: `sqlite:${folder.file(`journal/${i + 1}/journal.db`)}`,
      now,
    });
    await reports.append(madeReport({ ms: start, number: i }));
    await reports.close();
    equal(log.status().queued, 1);
  }
  for (const log of logs) await log.close();

  const log = await openPredictionLog({ ...options, databaseUrl: url });
  for (let tries = 0; log.status().queued > 0 || (await log.counts({ since: 0 })).predictions < 2; tries++) {
    ok(tries < 1_000, "not shipped after 20 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  equal(log.status().set_aside, 0);
  await log.close();
  const connection = await connectMysql({ ...mysqlLogAddress(server.url), database });
  deepEqual(await connection.query("SELECT count(*) FROM predictions"), [["2"]]);
  deepEqual(await connection.query("SELECT count(*) FROM drift_reports"), [["0"]]);
  connection.close();
});
