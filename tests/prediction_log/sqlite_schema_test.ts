import { deepEqual, equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createSqliteReads } from "../../lib/prediction_log/sqlite_reads.ts";
import { openLogDatabase, sqliteSchemaVersion } from "../../lib/prediction_log/sqlite_schema.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { databaseOfVersion1 } from "./database_of_version_1.ts";

const pragma = (database: DatabaseSync, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0];

Deno.test("an empty database is migrated to the newest schema, and one that is there is left as it is", async () => {
  await using folder = await tempFolder();
  const path = folder.file("new/folder/a.db");
  openLogDatabase(path, { readOnly: false }).close();
  const again = openLogDatabase(path, { readOnly: false });
  equal(pragma(again, "user_version"), sqliteSchemaVersion);
  equal(again.prepare("SELECT count(*) AS n FROM predictions").get()!.n, 0);
  again.close();
});

Deno.test("a database of version 1 is migrated with all of its rows, and answers as before", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  databaseOfVersion1(path);
  const old = openLogDatabase(path, { readOnly: true });
  const before = rowsOf(old);
  deepEqual([...before.values()].map((rows) => rows.length), [1, 4, 2, 1, 4, 0]);
  equal(pragma(old, "user_version"), 1);

  // While another connection has it open.
  const database = openLogDatabase(path, { readOnly: false });
  equal(pragma(database, "user_version"), 2);
  const after = rowsOf(database);
  deepEqual(after.get("drift_reports"), []);
  after.delete("drift_reports");
  deepEqual(after, before);
  deepEqual(createSqliteReads(old).counts({ since: 0 }), createSqliteReads(database).counts({ since: 0 }));
  old.close();
  database.close();
});

Deno.test("beside a server nothing is made or migrated, whatever may be written", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  databaseOfVersion1(path);
  for (const readOnly of [true, false]) {
    const database = openLogDatabase(path, { readOnly, joined: true });
    equal(pragma(database, "user_version"), 1);
    equal(pragma(database, "synchronous"), 2);
    database.close();
  }
  throws(() => openLogDatabase(folder.file("new/folder/a.db"), { readOnly: false, joined: true }), {
    code: "LOG_UNAVAILABLE",
    message: /cannot be opened/,
  });
  throws(() => Deno.statSync(folder.file("new")), Deno.errors.NotFound);
});

/** All rows by table, in the order of their names. */
function rowsOf(database: DatabaseSync): Map<string, unknown[]> {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
  return new Map(
    tables.map(({ name }) => [name as string, database.prepare(`SELECT * FROM ${name} ORDER BY 1`).all()]),
  );
}

Deno.test("commits wait for the disk: write-ahead log, synchronous FULL", async () => {
  await using folder = await tempFolder();
  const database = openLogDatabase(folder.file("a.db"), { readOnly: false });
  equal(pragma(database, "journal_mode"), "wal");
  equal(pragma(database, "synchronous"), 2);
  database.close();
});

Deno.test("a newer schema is refused, for writing and for reading, and left as it is", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const database = openLogDatabase(path, { readOnly: false });
  database.exec("PRAGMA user_version = 99");
  database.close();
  for (const readOnly of [false, true]) {
    throws(() => openLogDatabase(path, { readOnly }), {
      code: "LOG_UNAVAILABLE",
      message: `${path}: its schema is of version 99, and this Faultline knows up to ${sqliteSchemaVersion}`,
    });
  }
});

Deno.test("a migration that cannot be finished leaves the database as it was", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const database = openLogDatabase(path, { readOnly: false });
  // As if an earlier version had left a table that the first step wants to make.
  database.exec("DROP TABLE outcomes; PRAGMA user_version = 0");
  database.close();
  throws(() => openLogDatabase(path, { readOnly: false }), {
    code: "LOG_UNAVAILABLE",
    message: /already exists/,
  });
  const left = new DatabaseSync(path);
  equal(pragma(left, "user_version"), 0);
  equal(left.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'outcomes'").get()!.n, 0);
  left.close();
});

Deno.test("a database of something else is refused and not touched", async () => {
  await using folder = await tempFolder();
  const path = folder.file("plant.db");
  const plant = new DatabaseSync(path);
  plant.exec("CREATE TABLE readings (x)");
  plant.close();
  const before = Deno.readFileSync(path);
  throws(() => openLogDatabase(path, { readOnly: false }), {
    code: "LOG_UNAVAILABLE",
    message: `${path}: it is a database of something else`,
  });
  equal(Deno.readFileSync(path).toString(), before.toString());
});

Deno.test("a file that is no database, a damaged one and a folder are refused with the reason", async () => {
  await using folder = await tempFolder();
  const text = folder.file("text.db");
  Deno.writeTextFileSync(text, "these are no predictions, however long the text ".repeat(100));
  throws(() => openLogDatabase(text, { readOnly: false }), {
    code: "LOG_UNAVAILABLE",
    message: `${text}: it is no SQLite database`,
    hint: "name another file, or move this one away",
  });

  const damaged = folder.file("damaged.db");
  openLogDatabase(damaged, { readOnly: false }).close();
  const bytes = Deno.readFileSync(damaged);
  // Past the header, the first page is the list of tables.
  Deno.writeFileSync(damaged, bytes.map((byte, i) => i < 100 ? byte : 0xff));
  throws(() => openLogDatabase(damaged, { readOnly: false }), {
    code: "LOG_UNAVAILABLE",
    message: `${damaged}: it is damaged`,
  });

  throws(() => openLogDatabase(folder.path, { readOnly: false }), {
    code: "LOG_UNAVAILABLE",
    message: `${folder.path}: it cannot be opened`,
  });
});
