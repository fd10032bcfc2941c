import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { FaultlineError } from "../../lib/errors.ts";
import { mysqlFault } from "../../lib/prediction_log/mysql_fault.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { storeConformanceTests } from "./conformance.ts";
import { idAt, madePrediction } from "./made_rows.ts";

let server: Mariadb;

Deno.test.beforeAll(async () => {
  server = await startMariadb();
});
Deno.test.afterAll(() => server.stop());

const now = Date.now;
const start = Date.parse("2026-03-01T00:00:00Z");

function open(options: { database?: string; user?: string; query?: string; connections?: number } = {}) {
  const { database = "plant", user = "root", query = "timeout=5", connections } = options;
  const url = `mysql://${user}@127.0.0.1:${server.port}/${database}?ssl-mode=disabled&${query}`;
  return openMysqlStore({ address: mysqlLogAddress(url), connections, now });
}

/** Databases of their own, numbered. */
let databases = 0;
async function freshDatabase(): Promise<string> {
  const name = `log_${++databases}`;
  await server.sql(`CREATE DATABASE ${name}`);
  return name;
}

/** A database as the first version left it, with a prediction. */
async function databaseOfVersion1(): Promise<string> {
  const database = await freshDatabase();
  const store = open({ database });
  await store.insert({ predictions: [madePrediction({ ms: start, number: 1 })], outcomes: [] });
  await store.close();
  await server.sql(
    `DROP TABLE ${database}.drift_reports; DELETE FROM ${database}.faultline_schema WHERE version > 1`,
  );
  return database;
}

storeConformanceTests({
  name: "mysql",
  async fresh() {
    const store = open();
    await store.probe();
    await server.sql("DELETE FROM plant.predictions; DELETE FROM plant.outcomes");
    return store;
  },
  histories: 30,
});

Deno.test("mysql: servers that start at once on an empty database make its tables once", async () => {
  const database = await freshDatabase();
  const stores = Array.from({ length: 8 }, () => open({ database }));
  await Promise.all(stores.map((store, i) =>
    store.insert({
      predictions: [madePrediction({ ms: start, number: i })],
      outcomes: [],
    })
  ));
  equal((await stores[0].counts({ since: 0 })).predictions, 8);
  await Promise.all(stores.map((store) => store.close()));
  const connection = await connectMysql({ ...mysqlLogAddress(server.url), database });
  deepEqual(await connection.query("SELECT version FROM faultline_schema ORDER BY version"), [[1], [2]]);
  connection.close();
});

Deno.test("mysql: a server waits while another one changes the tables", async () => {
  const database = await freshDatabase();
  const other = await connectMysql({ ...mysqlLogAddress(server.url), database });
  await other.query("SELECT GET_LOCK(CONCAT('faultline_schema:', LEFT(MD5(DATABASE()), 16)), 0)");
  const store = open({ database });
  let done = false;
  const probed = store.probe().then(() => done = true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  equal(done, false);
  deepEqual(await other.query("SHOW TABLES"), []);
  other.close();
  await probed;
  await store.close();
});

Deno.test("mysql: a migration that ended half-way is taken up again", async () => {
  const database = await freshDatabase();
  const first = open({ database });
  await first.probe();
  await first.close();
  await server.sql(`DELETE FROM ${database}.faultline_schema; DROP TABLE ${database}.outcomes`);
  const second = open({ database });
  equal((await second.counts({ since: 0 })).outcomes, 0);
  await second.close();
});

Deno.test("mysql: tables of a newer Faultline are refused, saying so", async () => {
  const database = await freshDatabase();
  const first = open({ database });
  await first.probe();
  await first.close();
  await server.sql(`INSERT INTO ${database}.faultline_schema VALUES (7, NOW())`);
  const second = open({ database });
  await rejects(second.probe(), /tables are of version 7, and this Faultline knows up to 2$/);
  await second.close();
});

Deno.test("mysql: an account that may only read and write rows can serve once the tables are there", async () => {
  const database = await freshDatabase();
  const first = open({ database });
  await first.probe();
  await first.close();
  await server.sql(
    `CREATE USER clerk@'%'; GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO clerk@'%'`,
  );
  const clerk = open({ database, user: "clerk" });
  await clerk.insert({ predictions: [madePrediction({ ms: start, number: 1 })], outcomes: [] });
  equal(await clerk.prune({ before: start + 1, limit: 9 }), 1);
  await clerk.close();
});

Deno.test("mysql: tables of version 1 are brought up to date with their rows", async () => {
  const database = await databaseOfVersion1();
  const store = open({ database });
  equal((await store.counts({ since: 0 })).predictions, 1);
  await store.close();
  const connection = await connectMysql({ ...mysqlLogAddress(server.url), database });
  deepEqual(await connection.query("SELECT version FROM faultline_schema ORDER BY version"), [[1], [2]]);
  deepEqual(await connection.query("SELECT count(*) FROM drift_reports"), [[0]]);
  connection.close();
});

Deno.test("mysql: an account that may not add to tables of version 1 goes on serving with them", async () => {
  const database = await databaseOfVersion1();
  await server.sql(
    `CREATE USER old_clerk@'%'; GRANT SELECT, INSERT, UPDATE, DELETE ON ${database}.* TO old_clerk@'%'`,
  );
  const clerk = open({ database, user: "old_clerk" });
  await clerk.probe();
  await clerk.insert({ predictions: [madePrediction({ ms: start, number: 2 })], outcomes: [] });
  equal((await clerk.counts({ since: 0 })).predictions, 2);
  // Reports are pruned too, and there is no table of them.
  deepEqual(
    [
      await clerk.prune({ before: start + 1, limit: 9 }),
      await clerk.prune({ before: start + 1, limit: 9 }),
    ],
    [2, 0],
  );
  await clerk.close();
});

Deno.test("mysql: an empty database is no log to an account that may make no tables", async () => {
  const database = await freshDatabase();
  await server.sql(`CREATE USER new_clerk@'%'; GRANT SELECT, INSERT ON ${database}.* TO new_clerk@'%'`);
  const clerk = open({ database, user: "new_clerk" });
  await rejects(clerk.probe(), { code: "LOG_UNAVAILABLE", message: /CREATE command denied to user/ });
  await clerk.close();
});

Deno.test("mysql: values are not cut to fit, whatever the server's mode", async () => {
  const database = await freshDatabase();
  await server.sql("SET GLOBAL sql_mode = ''");
  const store = open({ database });
  try {
    const row = madePrediction({ ms: start, number: 1, machine_id: "x".repeat(201) });
    await rejects(store.insert({ predictions: [row], outcomes: [] }), (error: FaultlineError) => {
      equal(error.code, "LOG_UNAVAILABLE");
      equal(mysqlFault(error).kind, "row");
      match(error.message, /Data too long for column 'machine_id'/);
      return true;
    });
    equal((await store.counts({ since: 0 })).predictions, 0);
  } finally {
    await server.sql("SET GLOBAL sql_mode = DEFAULT");
    await store.close();
  }
});

Deno.test("mysql: a refused row does not cost the connection, nor leave a transaction open", async () => {
  const store = open({ connections: 1 });
  await server.sql("DELETE FROM plant.predictions");
  const good = [1, 2, 3].map((number) => madePrediction({ ms: start, number }));
  const bad = { ...good[2], machine_id: "x".repeat(201) };
  await rejects(store.insert({ predictions: [good[0], good[1], bad], outcomes: [] }), /too long/);
  await store.insert({ predictions: good, outcomes: [] });
  equal((await store.counts({ since: 0 })).predictions, 3);
  await server.sql("DELETE FROM plant.predictions");
  await store.close();
});

Deno.test("mysql: rows that need several statements go in together or not at all, unseen until then", async () => {
  const store = open();
  await server.sql("DELETE FROM plant.predictions");
  const rows = Array.from({ length: 1_001 }, (_, number) => madePrediction({ ms: start, number }));
  const bad = { ...rows[1_000], machine_id: "x".repeat(201) };
  await rejects(store.insert({ predictions: [...rows.slice(0, 1_000), bad], outcomes: [] }), /too long/);
  equal((await store.counts({ since: 0 })).predictions, 0);
  const seen = new Set<number>();
  let done = false;
  const inserted = store.insert({ predictions: rows, outcomes: [] }).then(() => done = true);
  while (!done) seen.add((await store.counts({ since: 0 })).predictions);
  await inserted;
  deepEqual([...seen].filter((count) => count !== 0 && count !== 1_001), []);
  await server.sql("DELETE FROM plant.predictions");
  await store.close();
});

Deno.test("mysql: a server that was killed and is back is used again without a restart of ours", async () => {
  const store = open({ connections: 2 });
  await store.insert({ predictions: [madePrediction({ ms: start, number: 7 })], outcomes: [] });
  await server.kill();
  await rejects(store.probe(), (error) => mysqlFault(error).kind === "away");
  await server.start();
  equal((await store.find(idAt(start, 7)))?.id, idAt(start, 7));
  await store.close();
});

Deno.test("mysql: a store remembers for a while that nobody answers", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const silent = /did not answer in time$|has been silent for 1 s$/;
  let time = 0;
  const address = mysqlLogAddress(`mysql://me@127.0.0.1:${listener.addr.port}/plant?timeout=1`);
  const store = openMysqlStore({ address, failFastMs: 1_000, now: () => time });
  const asked = performance.now();
  await rejects(store.find(idAt(0, 0)), silent);
  const waited = performance.now();
  await rejects(store.find(idAt(0, 0)), silent);
  const refused = performance.now();
  time = 1_000;
  await rejects(store.find(idAt(0, 0)), silent);
  const waitedAgain = performance.now();
  equal(waited - asked >= 950, true);
  equal(refused - waited < 500, true);
  equal(waitedAgain - refused >= 950, true);
  await store.close();
});

Deno.test("mysql: text that no id can be is found nowhere", async () => {
  const store = open();
  equal(await store.find("Fräse \u{1f527}"), undefined);
  deepEqual(await store.known("predictions", ["\u{1f527}"]), new Set());
  await store.close();
});
