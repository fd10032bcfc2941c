import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { inspect } from "node:util";
import type { FaultlineError } from "../../lib/errors.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { sourceFromUrl } from "../../lib/stores/source_from_url.ts";
import { ingestUrl } from "../support/ingest_folder.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { fill } from "./conformance.ts";

let server: Mariadb;

Deno.test.beforeAll(async () => {
  server = await startMariadb();
  await server.sql(
    "CREATE USER reader@'%' IDENTIFIED BY 's3cret!'; GRANT SELECT ON plant.* TO reader@'%';" +
      "CREATE USER stranger@'%' IDENTIFIED BY 's3cret!'",
  );
});

/** Expects one clear line with a code, and the password nowhere in the error or its causes. */
async function refused(work: Promise<unknown>, code: string, pattern: RegExp) {
  await rejects(work, (error: FaultlineError) => {
    equal(error.code, code, inspect(error));
    match(error.message, pattern);
    ok(!error.message.includes("\n"));
    ok(!inspect(error, { depth: 9, showHidden: true }).includes("s3cret"), "the password shows");
    ok(!JSON.stringify(error.cause ?? "").includes("s3cret"));
    return true;
  });
}

Deno.test("a refused connection is said in one line", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await refused(
    ingestUrl(`mysql://me:s3cret!@127.0.0.1:${port}/plant`),
    "SOURCE_REFUSED",
    /connection refused$/,
  );
  await refused(
    ingestUrl("mysql://me:s3cret!@nowhere.invalid/plant"),
    "SOURCE_REFUSED",
    /nowhere\.invalid:3306/,
  );
});

Deno.test("a wrong password is said in one line that does not show it", async () => {
  const url = `mysql://reader:s3cret-but-wrong@127.0.0.1:${server.port}/plant`;
  await refused(ingestUrl(url), "SOURCE_PASSWORD", /refuses user reader with this password$/);
  await refused(ingestUrl(url.replace(":s3cret-but-wrong", "")), "SOURCE_PASSWORD", /with no password$/);
  const env = (name: string) => name === "FAULTLINE_DB" ? "s3cret-but-wrong" : undefined;
  const named = `mysql://reader@127.0.0.1:${server.port}/plant?password-env=FAULTLINE_DB`;
  await refused(ingestUrl(named, {}, { env }), "SOURCE_PASSWORD", /refuses user reader/);
});

Deno.test("an unknown database or table is said in one line, with the tables there are", async () => {
  const base = `mysql://root@127.0.0.1:${server.port}`;
  await refused(ingestUrl(`${base}/nowhere`), "SOURCE_TABLE_UNKNOWN", /no database nowhere/);
  await refused(
    ingestUrl(`mysql://stranger:s3cret!@127.0.0.1:${server.port}/plant`),
    "SOURCE_TABLE_UNKNOWN",
    /no database plant that user stranger/,
  );
  await server.sql("CREATE TABLE plant.lathes (n INT PRIMARY KEY)");
  await refused(ingestUrl(`${base}/plant?table=lahtes`), "SOURCE_TABLE_UNKNOWN", /has no table lahtes$/);
  await rejects(
    ingestUrl(`${base}/plant?table=lahtes`),
    (error: FaultlineError) => /lathes/.test(error.details[0]),
  );
});

Deno.test("a table without the columns is said in one line, reading and writing", async () => {
  await server.sql("CREATE TABLE plant.other (n INT PRIMARY KEY, torque DOUBLE)");
  const url = `${server.url}&table=other`;
  await refused(ingestUrl(url), "SOURCE_COLUMN_MISSING", /has no column for machine_id, type,/);
  await refused(
    fill(url, simulateReadings({ rows: 1, seed: 1 }), "append"),
    "SOURCE_COLUMN_UNKNOWN",
    /has no column reading_id, machine_id/,
  );
  await server.sql(
    "CREATE TABLE plant.base (a INT, b INT); CREATE VIEW plant.broken AS SELECT a, b FROM plant.base",
  );
  await server.sql("ALTER TABLE plant.base DROP COLUMN b");
  await refused(
    ingestUrl(`${server.url}&table=broken`),
    "SOURCE_COLUMN_UNKNOWN",
    /view broken .* is broken$/,
  );
});

Deno.test("rows come in the order of the primary key; all kinds of columns are read, and nulls are blanks", async () => {
  await server.sql(`
    CREATE TABLE plant.kinds (
      id INT PRIMARY KEY, machine_id VARBINARY(20), measured_at TIMESTAMP(6) NULL, type ENUM('L', 'M', 'H'),
      air_temperature_k FLOAT, process_temperature_k DECIMAL(10, 4), rotational_speed_rpm BIGINT UNSIGNED,
      torque_nm DOUBLE, tool_wear_min VARCHAR(20), failure BIT(1), note JSON);
    SET time_zone = '+02:00';
    INSERT INTO plant.kinds VALUES
      (2, 'M2', '2026-01-31 14:00:00.5', 'M', 298.1, 308.6, 18446744073709551615, 42.8, '7', b'1', '{"a": 1}'),
      (1, 'M1', '2026-01-31 14:00:00', 'L', 298.1, 308.60, 1551, 1e-7, ' 0 ', b'0', NULL),
      (3, 'M3', NULL, 'H', NULL, 1, 1, 1, '1', b'0', NULL)`);
  const { readings, rejected } = await ingestUrl(`${server.url}&table=kinds`, {
    columns: { reading_id: "id" },
    max_rejected_share: 0.5,
  });
  deepEqual(readings.trim().split("\n").slice(1), [
    "1,M1,2026-01-31T12:00:00.000Z,L,298.1,308.6,1551,1e-7,0,0",
    "2,M2,2026-01-31T12:00:00.500Z,M,298.1,308.6,18446744073709552000,42.8,7,1",
  ]);
  match(rejected, /\n3,"measured_at must be a time .*blank",3,M3,,H,,/);
});

Deno.test("a double comes out as it went in, to the last bit", async () => {
  const torques = Array.from({ length: 500 }, (_, i) => 9.5 + 0.4 * Math.sin(i));
  await server.sql(
    "CREATE TABLE plant.doubles (id INT PRIMARY KEY, torque_nm DOUBLE NOT NULL);" +
      `INSERT INTO plant.doubles VALUES ${torques.map((torque, id) => `(${id}, ${torque})`).join(",")}`,
  );
  const opened = await sourceFromUrl(`mysql://root@127.0.0.1:${server.port}/plant?table=doubles`).open();
  const read: number[] = [];
  for await (const { rows } of opened.batches) read.push(...rows.map(([, torque]) => Number(torque)));
  await opened.close();
  deepEqual(read, torques);
});

Deno.test("a table without a primary key gives the same bytes whatever the order of its rows", async () => {
  const columns =
    "machine_id VARCHAR(9), type CHAR(1), air_temperature_k DOUBLE, process_temperature_k DOUBLE, " +
    "rotational_speed_rpm DOUBLE, torque_nm DOUBLE, tool_wear_min DOUBLE, failure TINYINT";
  await server.sql(`CREATE TABLE plant.keyless (${columns}); CREATE TABLE plant.keyless2 (${columns});
    INSERT INTO plant.keyless VALUES ('b', 'L', 1, 2, 3, 4, 5, 0), ('a', 'L', 1, 2, 3, 4, 5, 1), ('a', 'L', 1, 2, 3, 4, 5, 0);
    INSERT INTO plant.keyless2 SELECT * FROM plant.keyless ORDER BY machine_id, failure`);
  const [one, two] = [
    await ingestUrl(`${server.url}&table=keyless`),
    await ingestUrl(`${server.url}&table=keyless2`),
  ];
  equal(one.summary.rows, 3);
  equal(one.readings, two.readings);
});

Deno.test("rows written while they are read are not seen: the snapshot is one moment's", async () => {
  const url = `${server.url}&table=moving`;
  await fill(url, simulateReadings({ rows: 30_000, seed: 1 }));
  const open = await sourceFromUrl(url).open();
  let rows = 0;
  for await (const batch of open.batches) {
    if (rows === 0) await server.sql("DELETE FROM plant.moving WHERE sequence > 20000");
    rows += batch.rows.length;
  }
  await open.close();
  equal(rows, 30_000);
});

Deno.test("a user who may only read can ingest, and is told so when it tries to write", async () => {
  const readerUrl = `mysql://reader:s3cret!@127.0.0.1:${server.port}/plant`;
  await fill(`${server.url}&table=readable`, simulateReadings({ rows: 10, seed: 1 }));
  equal((await ingestUrl(`${readerUrl}?table=readable`)).summary.rows, 10);
  await refused(
    fill(`${readerUrl}?table=readable`, simulateReadings({ rows: 10, seed: 1 }), "append"),
    "SOURCE_TABLE_UNKNOWN",
    /user reader may not/,
  );
});

Deno.test("a frozen server times out: on connecting, on a query, and in the middle of the rows", async () => {
  const url = `${server.url}&table=frozen&timeout=1`;
  await fill(url, simulateReadings({ rows: 200_000, seed: 1 }));
  const freeze = () => Deno.kill(server.pid, "SIGSTOP");
  const open = await sourceFromUrl(url).open();
  try {
    await refused(
      (async () => {
        for await (const batch of open.batches) if (batch.lines[0] === 1) freeze();
      })(),
      "SOURCE_TIMEOUT",
      /silent for 1 s$/,
    );
    await refused(ingestUrl(url), "SOURCE_TIMEOUT", /did not answer in time$|silent for 1 s$/);
  } finally {
    Deno.kill(server.pid, "SIGCONT");
    await open.close();
  }
  const waiting = sourceFromUrl(`${server.url}&table=frozen&timeout=1`);
  await server.sql("CREATE TABLE plant.locked (n INT PRIMARY KEY)");
  const again = await waiting.open();
  freeze();
  try {
    await refused(
      (async () => void await again.batches[Symbol.asyncIterator]().next())(),
      "SOURCE_TIMEOUT",
      /silent/,
    );
  } finally {
    Deno.kill(server.pid, "SIGCONT");
    await again.close();
  }
});

Deno.test.afterAll(() => server.stop());
