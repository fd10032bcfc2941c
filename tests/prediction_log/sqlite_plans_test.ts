import { deepEqual, equal, ok } from "node:assert/strict";
import { createMachineIndex } from "../../lib/prediction_log/machine_index.ts";
import { packRows } from "../../lib/prediction_log/row_pack.ts";
import { createSqliteInsert } from "../../lib/prediction_log/sqlite_insert.ts";
import { createSqliteReads } from "../../lib/prediction_log/sqlite_reads.ts";
import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import { createTransaction } from "../../lib/prediction_log/transaction.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { idAt, madeOutcome, madePrediction } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");

Deno.test("no question reads a whole table of predictions or outcomes", async () => {
  await using folder = await tempFolder();
  const database = openLogDatabase(folder.file("a.db"), { readOnly: false });
  const statements: string[] = [];
  const watched = new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "prepare") return typeof value === "function" ? value.bind(target) : value;
      return (sql: string) => {
        statements.push(sql);
        return target.prepare(sql);
      };
    },
  });
  const transaction = createTransaction(database);
  const index = createMachineIndex(database, transaction);
  const predictions = Array.from({ length: 50 }, (_, i) => madePrediction({ ms: start, number: i }));
  createSqliteInsert(database, transaction, index)(
    packRows([{ predictions, outcomes: [madeOutcome({ id: "o", ms: start, recordedMs: start })] }]),
  );
  index.finish();

  const reads = createSqliteReads(watched);
  const filters = [
    {},
    { machine_id: "press-1" },
    { risk: "high" as const },
    { model_version: "v" },
    { risk: "high" as const, model_version: "v", machine_id: "press-1" },
  ];
  for (const filter of filters) {
    reads.list({ ...filter, since: start, until: start + 9, before: idAt(start + 5, 0), limit: 5 });
    reads.list({ ...filter, limit: 5 });
  }
  reads.machines({ since: start, limit: 5 });
  reads.machines({ since: start, limit: 5, machine_ids: ["press-1"] });
  for (const filter of [{}, { machine_id: "press-1" }, { since: start }]) {
    reads.outcomes({ ...filter, limit: 5 });
  }
  reads.counts({ since: start + 1 });
  reads.counts({ since: 0 });
  reads.find("x");
  reads.findAll([idAt(start, 0)]);
  reads.known("predictions", ["x"]);

  const plans = [...new Set(statements)].flatMap((sql) =>
    database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => `${row.detail}  --  ${sql}`)
  );
  ok(plans.length > 20, `${plans.length}`);
  // A scan in the order of a key stops at the limit; what must not be is a scan that sorts or counts.
  const sorts = plans.filter((plan) =>
    /^USE TEMP B-TREE FOR (ORDER BY|RIGHT PART OF ORDER BY)/.test(plan) &&
    // Of machines there are few.
    !/json_each|FROM machines/.test(plan)
  );
  deepEqual(sorts, []);
  const scans = plans.filter((plan) =>
    /^SCAN (predictions|p|m|machine_predictions|outcomes)\b/.test(plan) && !/LIMIT \?/.test(plan)
  );
  deepEqual(scans, []);
  database.close();
});

Deno.test("an index whose making was cut short is made good by the next start", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const predictions = Array.from(
    { length: 100 },
    (_, i) => madePrediction({ ms: start + i, number: i, machine_id: `press-${i % 7}` }),
  );
  for (let steps = 0; steps < 12; steps++) {
    Deno.removeSync(folder.path, { recursive: true });
    Deno.mkdirSync(folder.path);
    let database = openLogDatabase(path, { readOnly: false });
    let transaction = createTransaction(database);
    let index = createMachineIndex(database, transaction);
    const insert = createSqliteInsert(database, transaction, index);
    insert(packRows([{ predictions: predictions.slice(0, 60), outcomes: [] }]));
    for (let i = 0; i < steps; i++) index.step(10);
    // Out of order: some before the index's end, in the window that is open, and after it.
    insert(packRows([{ predictions: predictions.slice(80), outcomes: [] }]));
    for (let i = 0; i < steps; i++) index.step(7);
    insert(packRows([{ predictions: predictions.slice(60, 80), outcomes: [] }]));
    equal(index.waiting() > 0 || steps > 0, true);
    database.close();

    database = openLogDatabase(path, { readOnly: false });
    transaction = createTransaction(database);
    index = createMachineIndex(database, transaction);
    index.finish();
    equal(index.waiting(), 0);
    equal(index.until(), predictions[99].id);
    const entries = database.prepare("SELECT machine_id, id FROM machine_predictions ORDER BY id").all();
    deepEqual(
      entries.map((row) => [row.machine_id, row.id]),
      predictions.map((row) => [row.machine_id, row.id]),
    );
    const counts = database.prepare("SELECT predictions AS n FROM machines ORDER BY machine_id").all();
    deepEqual(counts.map((row) => row.n), [15, 15, 14, 14, 14, 14, 14]);
    database.close();
  }
});

Deno.test("a full disk fails the group whole, and the same rows go in once there is room", async () => {
  await using folder = await tempFolder();
  const database = openLogDatabase(folder.file("a.db"), { readOnly: false });
  const transaction = createTransaction(database);
  const index = createMachineIndex(database, transaction);
  const insert = createSqliteInsert(database, transaction, index);
  const pages = Number(database.prepare("PRAGMA page_count").get()!.page_count);
  // SQLite's own bound on the file gives the error that a full disk gives.
  database.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const pack = packRows(
    Array.from({ length: 200 }, (_, number) => ({
      predictions: [madePrediction({ ms: start, number })],
      outcomes: [],
    })),
  );
  let message = "";
  try {
    insert(pack);
  } catch (error) {
    message = (error as Error).message;
  }
  equal(message, "database or disk is full");
  const count = () => database.prepare("SELECT count(*) AS n FROM predictions").get()!.n;
  equal(count(), 0);
  equal(index.waiting(), 0);
  database.exec("PRAGMA max_page_count = 100000");
  deepEqual(insert(pack), { rows: 200, refused: null });
  deepEqual([count(), index.waiting()], [200, 200]);
  database.close();
});
