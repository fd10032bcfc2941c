import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createLog, silentLog } from "../../lib/log.ts";
import { type GroupWriterOptions, openGroupWriter } from "../../lib/prediction_log/group_writer.ts";
import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import { tempFolder } from "../support/temp_folder.ts";
import type { Fault } from "./faulty_writer_worker.ts";
import { madeOutcome, madePrediction } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
const one = (number: number) => ({ predictions: [madePrediction({ ms: start, number })], outcomes: [] });

/** The real writer with a fault. */
function faulty(fault: Fault): Worker {
  const worker = new Worker(new URL("./faulty_writer_worker.ts", import.meta.url), { type: "module" });
  worker.postMessage({ kind: "fault", fault });
  return worker;
}

function healthy(): Worker {
  return new Worker(new URL("../../lib/prediction_log/log_writer_worker.ts", import.meta.url), {
    type: "module",
  });
}

function open(path: string, options: Partial<GroupWriterOptions> = {}) {
  return openGroupWriter({ job: { path, isJournal: false }, log: silentLog, now: () => start, ...options });
}

function idsIn(path: string): string[] {
  const database = openLogDatabase(path, { readOnly: true });
  const ids = database.prepare("SELECT id FROM predictions ORDER BY id").all().map((row) => row.id as string);
  database.close();
  return ids;
}

Deno.test("rows that come while a group is under way go together into the next", async () => {
  await using folder = await tempFolder();
  let sent = 0;
  const writer = await open(folder.file("a.db"), {
    start: () => {
      const worker = faulty({ slowMs: 50 });
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (order: { kind: string }) => {
        if (order.kind === "keep") sent++;
        post(order);
      };
      return worker;
    },
  });
  const first = writer.keep(one(0));
  await Promise.resolve();
  await Promise.all([first, ...Array.from({ length: 100 }, (_, i) => writer.keep(one(1 + i)))]);
  equal(sent, 2);
  equal(writer.written(), 101);
  await writer.close();
  equal(idsIn(folder.file("a.db")).length, 101);
});

Deno.test("a row that cannot be kept is refused alone: its neighbours in the group are kept", async () => {
  await using folder = await tempFolder();
  const writer = await open(folder.file("a.db"));
  const bad = one(2);
  bad.predictions[0].reading.torque_nm = NaN;
  const pair = { predictions: [one(3).predictions[0], bad.predictions[0]], outcomes: [] };
  const outcomes = [madeOutcome({ id: "o", ms: start, recordedMs: start })];
  const results = await Promise.allSettled(
    [one(1), bad, one(4), pair, { predictions: [], outcomes }].map((rows) => writer.keep(rows)),
  );
  deepEqual(
    results.map((result) => result.status),
    ["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"],
  );
  await rejects(writer.keep(bad), { code: "LOG_UNAVAILABLE", message: /refuses the row: .*torque_nm/ });
  equal(writer.reason(), null);
  equal(writer.written(), 3);
  await writer.close();
  deepEqual(idsIn(folder.file("a.db")), [one(1), one(4)].map((rows) => rows.predictions[0].id));
});

for (const when of ["before", "after"] as const) {
  Deno.test(`a writer that dies ${when} the commit is started anew, and its group kept once`, async () => {
    await using folder = await tempFolder();
    const lines: string[] = [];
    let starts = 0;
    const writer = await open(folder.file("a.db"), {
      start: () => starts++ === 0 ? faulty({ die: when }) : healthy(),
      log: createLog({ write: (line) => lines.push(line), now: () => 0 }),
    });
    await writer.keep(one(0));
    await writer.keep(one(1));
    await writer.keep(one(2));
    equal(starts, 2);
    equal(writer.reason(), null);
    await writer.close();
    equal(idsIn(folder.file("a.db")).length, 3);
    match(lines[0], /"level":"error".*this worker was told to die.*started anew/);
  });
}

Deno.test("while no writer lives, rows are refused at once and the reason is told; a group is given no third try", async () => {
  await using folder = await tempFolder();
  // Each writer counts its groups from the group it is given: number 1 kills every one.
  const writer = await open(folder.file("a.db"), { start: () => faulty({ die: "before" }) });
  await writer.keep(one(0));
  const fatal = writer.keep(one(1));
  const behind = writer.keep(one(2)).catch((error) => error);
  await rejects(fatal, { code: "LOG_UNAVAILABLE", message: /writer .* stopped/ });
  match(writer.reason()!, /stopped/);
  await rejects(writer.keep(one(3)), { code: "LOG_UNAVAILABLE" });
  ok(await behind instanceof Error);
  // Started anew after a wait, it takes further groups.
  while (writer.reason() !== null) await new Promise((resolve) => setTimeout(resolve, 10));
  await writer.keep(one(4));
  await writer.close();
  deepEqual(idsIn(folder.file("a.db")), [0, 4].map((number) => one(number).predictions[0].id));
});

Deno.test("rows beyond the bound are refused rather than held in memory, and taken again later", async () => {
  await using folder = await tempFolder();
  const writer = await open(folder.file("a.db"), { mostPending: 100, start: () => faulty({ slowMs: 30 }) });
  const taken = Array.from({ length: 100 }, (_, i) => writer.keep(one(i)));
  await rejects(writer.keep(one(100)), { code: "LOG_UNAVAILABLE", message: /100 predictions are waiting/ });
  await Promise.all(taken);
  await writer.keep(one(101));
  await writer.close();
  equal(writer.written(), 101);
  // A batch larger than the bound is taken where nothing else waits.
  const large = await open(folder.file("b.db"), { mostPending: 100 });
  const predictions = Array.from({ length: 500 }, (_, i) => madePrediction({ ms: start, number: i }));
  await large.keep({ predictions, outcomes: [] });
  await large.close();
});

Deno.test("a disk that does not answer is told of before anybody waits for it in vain", async () => {
  await using folder = await tempFolder();
  let now = start;
  const writer = await open(folder.file("a.db"), { now: () => now, start: () => faulty({ slowMs: 100 }) });
  const kept = writer.keep(one(0));
  await Promise.resolve();
  equal(writer.reason(), null);
  now += 15_000;
  equal(writer.reason(), "the disk has not answered for 15 s");
  await kept;
  equal(writer.reason(), null);
  await writer.close();
});

Deno.test("closing waits for what was given, and refuses what comes after", async () => {
  await using folder = await tempFolder();
  const writer = await open(folder.file("a.db"), { start: () => faulty({ slowMs: 30 }) });
  const kept = Array.from({ length: 50 }, (_, i) => writer.keep(one(i)));
  const closed = writer.close();
  await rejects(writer.keep(one(99)), { code: "LOG_UNAVAILABLE", message: "the prediction log is closed" });
  await closed;
  await Promise.all(kept);
  equal(idsIn(folder.file("a.db")).length, 50);
});

Deno.test("while another program holds the database, groups fail with the reason; then they are kept again", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const writer = await open(path);
  await writer.keep(one(0));
  const other = openLogDatabase(path, { readOnly: false });
  other.exec("BEGIN IMMEDIATE");
  await rejects(writer.keep(one(1)), { code: "LOG_UNAVAILABLE", message: /another program holds it/ });
  match(writer.reason()!, /another program holds it/);
  other.exec("ROLLBACK");
  other.close();
  // Nobody appends: the writer finds out by itself.
  while (writer.reason() !== null) await new Promise((resolve) => setTimeout(resolve, 20));
  await writer.keep(one(2));
  await writer.close();
  deepEqual(idsIn(path), [0, 2].map((number) => one(number).predictions[0].id));
});
