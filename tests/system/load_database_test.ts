import { equal, ok } from "node:assert/strict";
import { loseDatabase } from "../../bench/load/lose_database.ts";
import { startMeasured } from "../../bench/load/measured_server.ts";
import { startFaultProxy } from "../support/fault_proxy.ts";
import { startMariadb } from "../support/mariadb.ts";
import { loadServer } from "./load_server.ts";

Deno.test("a server answers through every fault of the network and without its database, which has it all in the end", async () => {
  const mariadb = await startMariadb();
  const proxy = await startFaultProxy(mariadb.port);
  try {
    await using load = await loadServer({
      DATABASE_URL: mariadb.url.replace(`:${mariadb.port}/`, `:${proxy.port}/`),
      PREDICTION_LOG: "journal",
    });
    await using server = await startMeasured(load.spec);
    const found = await loseDatabase({
      port: server.port,
      headers: load.spec.headers,
      proxy,
      mariadb,
      databaseUrl: mariadb.url,
      requests: load.requests,
      connections: 8,
      rate: 200,
      faultSeconds: 1,
      quietSeconds: 0.5,
      downSeconds: 2,
      say: () => {},
    });
    equal(found.not_200, 0);
    equal(found.lost, 0);
    // Seven quiet times, four faults, and the time without the database.
    equal(found.acknowledged, 200 * (7 * 0.5 + 4 * 1 + 2));
    equal(found.stored, found.acknowledged);
    ok(Object.keys(found.fault_p99_ms).length === 5);
  } finally {
    proxy.close();
    await mariadb.stop();
  }
});
