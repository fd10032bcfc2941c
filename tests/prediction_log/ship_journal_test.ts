import { deepEqual, equal, match, ok } from "node:assert/strict";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { shipJournal } from "../../lib/prediction_log/ship_journal.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { madeOutcome } from "./made_rows.ts";
import { listeningLog, logAddress, madePredictions, plainJournal, storedIds, until } from "./ship_fixture.ts";

let server: Mariadb;
let databases = 0;

Deno.test.beforeAll(async () => {
  server = await startMariadb();
});
Deno.test.afterAll(() => server.stop());

/** A journal that is shipped into an empty database of its own. */
async function shipping(options: { user?: string } = {}) {
  const database = `shipped_${++databases}`;
  await server.sql(`CREATE DATABASE ${database}`);
  const setup = openMysqlStore({ address: logAddress(server.port, database), now: Date.now });
  await setup.probe();
  await setup.close();
  const journal = plainJournal();
  const { log, said } = listeningLog();
  const begin = () =>
    shipJournal({
      journal,
      store: openMysqlStore({
        address: logAddress(server.port, database, options.user),
        connections: 1,
        now: Date.now,
      }),
      log,
      uniform: () => 0,
    });
  return { database, journal, said, begin, ids: () => storedIds(server.port, database) };
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

Deno.test("ship: what is queued, before and after the start, is in the database and no longer in the journal", async () => {
  const { journal, begin, ids, said } = await shipping();
  const rows = madePredictions(3_001);
  journal.add({ predictions: rows.slice(0, 3_000) });
  const shipper = begin();
  await until(() => journal.size().rows === 0);
  journal.add({ predictions: rows.slice(3_000), outcomes: [madeOutcome({ id: "o", ms: 0, recordedMs: 0 })] });
  await until(() => journal.size().rows === 0);
  await shipper.close();
  deepEqual(await ids(), idsOf(rows));
  deepEqual(shipper.report(), { retried: 0, reason: null });
  deepEqual(said, []);
});

Deno.test("ship: rows that are there already are shipped again without a trace", async () => {
  const { journal, begin, ids } = await shipping();
  const rows = madePredictions(500);
  for (let round = 0; round < 3; round++) {
    journal.add({ predictions: rows });
    const shipper = begin();
    await until(() => journal.size().rows === 0);
    await shipper.close();
  }
  deepEqual(await ids(), idsOf(rows));
  equal(journal.aside.size, 0);
});

Deno.test("ship: rows that the database refuses for good are set aside alone, each with its reason", async () => {
  const { database, journal, begin, ids, said } = await shipping();
  await server.sql(
    `USE ${database}; ALTER TABLE predictions ADD CONSTRAINT hot CHECK (air_temperature_k < 400);
     CREATE TRIGGER no_wear BEFORE INSERT ON predictions FOR EACH ROW
       IF NEW.tool_wear_min = 99 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no tool is that worn'; END IF`,
  );
  const rows = madePredictions(1_000);
  const reasons = new Map<number, RegExp>([
    [0, /Data too long for column 'machine_id'/],
    [17, /Out of range value for column 'torque_nm'/],
    [512, /CONSTRAINT `hot` failed/],
    [513, /no tool is that worn/],
    [999, /Bind parameters must not contain undefined/],
  ]);
  rows[0].machine_id = "x".repeat(201);
  rows[17].reading.torque_nm = NaN;
  rows[512].reading.air_temperature_k = 400;
  rows[513].reading.tool_wear_min = 99;
  rows[999].reading.rotational_speed_rpm = undefined as unknown as number;
  const outcomes = [1, 2, 3].map((i) => madeOutcome({ id: `o${i}`, ms: i, recordedMs: i }));
  outcomes[1].mode = "none of them" as "twf";
  journal.add({ predictions: rows, outcomes });

  const shipper = begin();
  await until(() => journal.size().rows === 0);
  await shipper.close();
  deepEqual(await ids(), idsOf(rows.filter((_, i) => !reasons.has(i))));
  deepEqual(
    [...journal.aside.keys()].sort(),
    [...[...reasons.keys()].map((i) => rows[i].id), "o2"].sort(),
  );
  for (const [i, reason] of reasons) match(journal.aside.get(rows[i].id)!, reason);
  match(journal.aside.get("o2")!, /Data too long for column 'mode'/);
  equal(said.length, 6);
  equal(shipper.report().retried, 0);
});

Deno.test("ship: an error that nobody knows is held against a row when others go in, and else against nobody", async () => {
  const { database, journal, begin, ids } = await shipping();
  await server.sql(
    `USE ${database}; CREATE TRIGGER odd BEFORE INSERT ON predictions FOR EACH ROW IF NEW.tool_wear_min = 99
     THEN SIGNAL SQLSTATE 'XA123' SET MYSQL_ERRNO = 9999, MESSAGE_TEXT = 'odd'; END IF`,
  );
  const [odd, ...others] = madePredictions(3);
  odd.reading.tool_wear_min = 99;
  journal.add({ predictions: [odd] });
  const shipper = begin();
  await until(() => shipper.report().retried >= 2);
  equal(journal.aside.size, 0);
  equal(journal.size().rows, 1);
  journal.add({ predictions: others });
  await until(() => journal.size().rows === 0);
  await shipper.close();
  match(journal.aside.get(odd.id)!, /odd$/);
  deepEqual(await ids(), idsOf(others));
});

Deno.test("ship: a table that is gone or rights that are missing are waited for, said once, and then all goes in", async () => {
  await server.sql("CREATE USER IF NOT EXISTS shipper@'%'");
  const breakages = [
    { break: "RENAME TABLE predictions TO elsewhere", mend: "RENAME TABLE elsewhere TO predictions" },
    { break: "REVOKE INSERT ON %.* FROM shipper@'%'", mend: "GRANT INSERT ON %.* TO shipper@'%'" },
    { break: "SET GLOBAL read_only = 1", mend: "SET GLOBAL read_only = 0" },
    {
      break: "ALTER TABLE predictions CHANGE risk danger varchar(8)",
      mend: "ALTER TABLE predictions CHANGE danger risk varchar(8)",
    },
  ];
  for (const breakage of breakages) {
    const { database, journal, begin, ids, said } = await shipping({ user: "shipper" });
    const sql = (statement: string) =>
      server.sql(`USE ${database}; ${statement.replaceAll("%.*", `${database}.*`)}`);
    await sql("GRANT SELECT, INSERT, UPDATE, DELETE ON %.* TO shipper@'%'");
    await sql(breakage.break);
    const shipper = begin();
    try {
      journal.add({ predictions: madePredictions(50) });
      await until(() => shipper.report().retried >= 4);
      ok(shipper.report().reason, breakage.break);
      deepEqual(said, ["database refuses: it must be mended; predictions go to the journal"], breakage.break);
      equal(journal.size().rows, 50);
    } finally {
      await sql(breakage.mend);
    }
    await until(() => journal.size().rows === 0);
    await shipper.close();
    deepEqual(said.slice(1), [
      "database back, shipping what has been queued",
      "drained: the database has every row",
    ]);
    deepEqual(await ids(), idsOf(madePredictions(50)));
    equal(shipper.report().reason, null);
    equal(journal.aside.size, 0);
  }
});

Deno.test("ship: locked tables, deadlocks and too many connections are waited out, and nothing is set aside", async () => {
  const { database, journal, begin, ids } = await shipping({ user: "lonely" });
  await server.sql(
    `CREATE USER lonely@'%' WITH MAX_USER_CONNECTIONS 1; GRANT ALL ON ${database}.* TO lonely@'%'`,
  );
  const taken = openMysqlStore({
    address: logAddress(server.port, database, "lonely"),
    connections: 1,
    now: Date.now,
  });
  await taken.probe();
  const shipper = begin();
  journal.add({ predictions: madePredictions(10) });
  await until(() => shipper.report().retried >= 1);
  match(shipper.report().reason!, /max_user_connections/);
  await taken.close();
  await until(() => journal.size().rows === 0);
  const lock = await connectMysql(logAddress(server.port, database));
  await lock.query("LOCK TABLES predictions WRITE");
  const unlocked = shipper.report().retried;
  journal.add({ predictions: madePredictions(10, 20) });
  await until(() => shipper.report().retried > unlocked);
  lock.close();
  await until(() => journal.size().rows === 0);
  await server.sql(
    `USE ${database}; CREATE TRIGGER dead BEFORE INSERT ON predictions FOR EACH ROW
     IF @@GLOBAL.max_error_count = 63 THEN
       SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found'; END IF;
     SET GLOBAL max_error_count = 63`,
  );
  const before = shipper.report().retried;
  journal.add({ predictions: madePredictions(10, 10) });
  await until(() => shipper.report().retried >= before + 2);
  await server.sql("SET GLOBAL max_error_count = DEFAULT");
  await until(() => journal.size().rows === 0);
  await shipper.close();
  deepEqual(await ids(), idsOf(madePredictions(30)));
  equal(journal.aside.size, 0);
});

Deno.test("ship: closing waits for the insert under way, and what is queued stays queued for the next start", async () => {
  const { journal, begin, ids } = await shipping();
  const rows = madePredictions(20_000);
  journal.add({ predictions: rows });
  const first = begin();
  await until(() => journal.size().rows < 20_000);
  await first.close();
  const left = journal.size().rows;
  ok(left > 0 && left < 20_000, `${left}`);
  equal((await ids()).length, 20_000 - left);
  const second = begin();
  await until(() => journal.size().rows === 0);
  await second.close();
  equal((await ids()).length, 20_000);
});
