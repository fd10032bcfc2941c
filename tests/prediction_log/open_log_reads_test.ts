import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { silentLog } from "../../lib/log.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { openLogReads } from "../../lib/prediction_log/open_log_reads.ts";
import { openPredictionLog } from "../../lib/prediction_log/open_prediction_log.ts";
import { startMariadb } from "../support/mariadb.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { databaseOfVersion1 } from "./database_of_version_1.ts";
import { idAt, madeOutcome, madePrediction } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const now = Date.now;

const made = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => madePrediction({ ms: start + from + i, number: from + i }));

Deno.test("sqlite: a log is read beside the server that writes it, and after it has ended", async () => {
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
  const predictions = made(1_500);
  const outcome = madeOutcome({ id: "o", ms: start, recordedMs: start + 1 });
  await log.append(predictions);
  const { reads, close } = await openLogReads({ databaseUrl, now });
  deepEqual(await reads.list({ limit: 2_000 }), predictions.toReversed());
  // What is written meanwhile is seen.
  await log.recordOutcome(outcome);
  await log.append(made(1, 5_000));
  deepEqual(await reads.outcomes({ limit: 9 }), [outcome]);
  equal((await reads.counts({ since: 0 })).predictions, 1_501);
  deepEqual(await reads.find(predictions[7].id), predictions[7]);
  equal((await reads.findAll([...predictions.map(({ id }) => id), idAt(start, 9_999)])).length, 1_500);
  equal((await reads.machines({ since: 0, limit: 9 }))[0].predictions, 1_501);
  await log.close();
  equal((await reads.counts({ since: 0 })).predictions, 1_501);
  await close();

  const later = await openLogReads({ databaseUrl, now });
  equal((await later.reads.counts({ since: 0 })).predictions, 1_501);
  await later.close();
});

Deno.test("sqlite: a log that an older server writes is read, and left as it is", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  databaseOfVersion1(path);
  const { reads, close } = await openLogReads({ databaseUrl: `sqlite:${path}`, now });
  deepEqual((await reads.list({ limit: 9 })).map((row) => row.probability), [0.75, 0.5, 0.25, 0.125]);
  equal((await reads.outcomes({ limit: 9 })).length, 1);
  await close();
  const left = new DatabaseSync(path);
  equal(left.prepare("PRAGMA user_version").get()!.user_version, 1);
  left.close();
});

Deno.test("sqlite: where there is no log yet that is said, and nothing is made", async () => {
  await using folder = await tempFolder();
  const path = folder.file("faultline.db");
  const missing = {
    code: "INPUT_NOT_FOUND",
    message: `there is no prediction log at ${path}`,
    hint: "start the server and let it predict, or check the path",
  };
  await rejects(openLogReads({ databaseUrl: `sqlite:${path}`, now }), missing);
  deepEqual([...Deno.readDirSync(folder.path)], []);
  // A server that is just starting has made the file.
  Deno.writeTextFileSync(path, "");
  await rejects(openLogReads({ databaseUrl: `sqlite:${path}`, now }), missing);
  await rejects(openLogReads({ databaseUrl: `sqlite:${folder.path}`, now }), {
    code: "LOG_UNAVAILABLE",
    message: `${folder.path} is a folder, not a prediction log`,
  });
  Deno.writeTextFileSync(path, "no database ".repeat(100));
  await rejects(openLogReads({ databaseUrl: `sqlite:${path}`, now }), {
    code: "LOG_UNAVAILABLE",
    message: `${path}: it is no SQLite database`,
  });
  await rejects(openLogReads({ databaseUrl: "postgres://plant", now }), { code: "CONFIG_INVALID" });
});

Deno.test("mysql: a log is read with an account that may only read, of this version or the first", async () => {
  const server = await startMariadb();
  try {
    const url = (user: string, database = "plant") =>
      `mysql://${user}@127.0.0.1:${server.port}/${database}?ssl-mode=disabled&timeout=5`;
    await server.sql(
      "CREATE USER reader@'%'; GRANT SELECT ON plant.* TO reader@'%'; CREATE DATABASE bare; " +
        "GRANT SELECT ON bare.* TO reader@'%'",
    );
    await rejects(openLogReads({ databaseUrl: url("reader"), now }), {
      code: "INPUT_NOT_FOUND",
      message: `there is no prediction log at ${url("reader")}`,
      hint: "start the server and let it predict, or check the URL",
    });
    const store = openMysqlStore({ address: mysqlLogAddress(url("root")), now });
    const predictions = made(1_500);
    await store.insert({ predictions, outcomes: [] });
    for (const version of [2, 1]) {
      if (version === 1) {
        await server.sql(
          "DROP TABLE plant.drift_reports; DELETE FROM plant.faultline_schema WHERE version > 1",
        );
      }
      const { reads, close } = await openLogReads({ databaseUrl: url("reader"), now });
      deepEqual(await reads.list({ limit: 2_000 }), predictions.toReversed());
      equal((await reads.findAll(predictions.map(({ id }) => id))).length, 1_500);
      equal((await reads.counts({ since: 0 })).predictions, 1_500);
      await close();
    }
    await store.close();
    await server.sql("INSERT INTO plant.faultline_schema VALUES (7, NOW())");
    await rejects(openLogReads({ databaseUrl: url("reader"), now }), {
      code: "LOG_UNAVAILABLE",
      message: /tables are of version 7, and this Faultline knows up to 2$/,
    });
    await server.kill();
    const asked = performance.now();
    await rejects(openLogReads({ databaseUrl: url("reader"), now }), {
      code: "LOG_UNAVAILABLE",
      message: /connection refused/,
    });
    ok(performance.now() - asked < 4_000);
  } finally {
    await server.stop();
  }
});
