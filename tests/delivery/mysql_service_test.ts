import { deepEqual, match, ok } from "node:assert/strict";
import { silentLog } from "../../lib/log.ts";
import { openDirectLog } from "../../lib/prediction_log/direct_log.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { storeConformanceTests } from "../prediction_log/conformance.ts";
import { madePredictions } from "../prediction_log/ship_fixture.ts";
import { conformanceTests } from "../stores/conformance.ts";

/** A MySQL server that is given, as a service of ci.yml: `mysql://USER@HOST:3306/DATABASE`, with all rights in it. */
const url = Deno.env.get("TEST_MYSQL_URL");

if (url) {
  const query = new URL(url).search ? "&" : "?";
  // Tables of this run alone, in a database that others may use.
  const run = crypto.randomUUID().slice(0, 8);
  let tables = 0;
  conformanceTests({
    name: "MySQL as a service",
    fresh: () => `${url}${query}table=readings_${run}_${++tables}`,
  });

  storeConformanceTests({
    name: "MySQL as a service",
    histories: 20,
    async fresh() {
      const store = openMysqlStore({ address: mysqlLogAddress(url), now: Date.now });
      await store.probe();
      const connection = await connectMysql(mysqlLogAddress(url));
      for (const table of ["predictions", "outcomes"]) await connection.query(`DELETE FROM ${table}`);
      await connection.close();
      return store;
    },
  });

  Deno.test("MySQL as a service: it is a MySQL, and a prediction is in it when it is acknowledged", async () => {
    const connection = await connectMysql(mysqlLogAddress(url));
    const [[version]] = await connection.query("SELECT version()");
    match(String(version), /^\d+\.\d+/);
    const log = await openDirectLog({
      address: mysqlLogAddress(url),
      log: silentLog,
      now: Date.now,
      uniform: Math.random,
    });
    try {
      const rows = madePredictions(500);
      await log.append(rows);
      deepEqual(await log.find(rows[499].id), rows[499]);
      const [[count]] = await connection.query("SELECT COUNT(*) FROM predictions");
      ok(Number(count) >= 500, `${count}`);
    } finally {
      await log.close();
      await connection.close();
    }
  });
}
