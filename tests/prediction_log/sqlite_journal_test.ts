import { deepEqual, equal, ok } from "node:assert/strict";
import { adoptJournal } from "../../lib/prediction_log/adopt_journal.ts";
import { claimJournalFolders } from "../../lib/prediction_log/journal_folder.ts";
import type { StoreRows } from "../../lib/prediction_log/prediction_store.ts";
import { serveJournal } from "../../lib/prediction_log/journal_server.ts";
import { createLinkedJournal } from "../../lib/prediction_log/linked_journal.ts";
import { packRows, type RowPack } from "../../lib/prediction_log/row_pack.ts";
import { createSqliteInsert } from "../../lib/prediction_log/sqlite_insert.ts";
import { createSqliteJournal } from "../../lib/prediction_log/sqlite_journal.ts";
import { openLogDatabase } from "../../lib/prediction_log/sqlite_schema.ts";
import { createTransaction } from "../../lib/prediction_log/transaction.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { madeOutcome, madePrediction } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");

/** A journal as the writer has it. */
function openJournal(path: string) {
  const database = openLogDatabase(path, { readOnly: false });
  const insert = createSqliteInsert(database, createTransaction(database));
  const journal = createSqliteJournal(database);
  const keep = (rows: StoreRows) => journal.added(insert(packRows([rows])).rows);
  const keepPack = (pack: RowPack) => journal.added(insert(pack).rows);
  return { journal, keep, keepPack, close: () => database.close() };
}

/** The same journal as the shipper's thread has it: through a link, and a connection that only reads. */
function link(own: ReturnType<typeof openJournal>, path: string) {
  const { port1, port2 } = new MessageChannel();
  let changes = 0;
  const server = serveJournal(port1, { journal: own.journal, keep: own.keepPack, onChange: () => changes++ });
  const database = openLogDatabase(path, { readOnly: true });
  const journal = createLinkedJournal(database, port2);
  return {
    journal,
    server,
    changes: () => changes,
    close() {
      server.close();
      port2.close();
      database.close();
    },
  };
}

/** Until all messages that are on their way have been heard. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

const made = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => madePrediction({ ms: start + from + i, number: from + i }));
const told = (count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      madeOutcome({ id: `o${i}`, ms: start, recordedMs: start + 100 - i, mode: i % 2 ? "twf" : null }),
  );

Deno.test("a journal gives its oldest rows, predictions and outcomes both, and forgets what is shipped", async () => {
  await using folder = await tempFolder();
  const { journal, keep, close } = openJournal(folder.file("a.db"));
  deepEqual(journal.oldest(10), { predictions: [], outcomes: [] });
  deepEqual([journal.size().rows, journal.size().oldestMs], [0, null]);
  const predictions = made(20), outcomes = told(8);
  keep({ predictions: predictions.toReversed(), outcomes });
  deepEqual([journal.size().rows, journal.size().oldestMs], [28, start]);

  const first = journal.oldest(10);
  deepEqual(first.outcomes, outcomes.toReversed().slice(0, 5));
  deepEqual(first.predictions, predictions.slice(0, 5));
  deepEqual(journal.oldest(10), first);
  journal.remove(first);
  deepEqual([journal.size().rows, journal.size().oldestMs], [18, start + 5]);
  const second = journal.oldest(100);
  deepEqual(second, { outcomes: outcomes.toReversed().slice(5), predictions: predictions.slice(5) });
  journal.remove(second);
  journal.remove(second);
  equal(journal.size().rows, 0);
  close();
});

Deno.test("an outcome that was corrected while it was shipped stays in the journal", async () => {
  await using folder = await tempFolder();
  const { journal, keep, close } = openJournal(folder.file("a.db"));
  const [outcome] = told(1);
  keep({ predictions: [], outcomes: [outcome] });
  const shipped = journal.oldest(10);
  // Even in the same millisecond.
  keep({ predictions: [], outcomes: [{ ...outcome, failure: false, mode: null }] });
  journal.remove(shipped);
  deepEqual(journal.oldest(10).outcomes, [{ ...outcome, failure: false, mode: null }]);
  close();
});

Deno.test("rows set aside leave the queue and are kept with the reason, over a restart too", async () => {
  await using folder = await tempFolder();
  let { journal, keep, close } = openJournal(folder.file("a.db"));
  const predictions = made(3), outcomes = told(2);
  keep({ predictions, outcomes });
  journal.setAside({ predictions: [predictions[1]], outcomes: [] }, "Out of range value \u0000 for 'torque'");
  journal.setAside({ predictions: [], outcomes: [outcomes[0]] }, "no");
  close();
  ({ journal, keep, close } = openJournal(folder.file("a.db")));
  deepEqual([journal.size().rows, journal.size().setAside], [3, 2]);
  deepEqual(journal.oldest(9).predictions.map((row) => row.id), [predictions[0].id, predictions[2].id]);
  const [aside] = journal.aside(0, 9);
  deepEqual(JSON.parse(aside.row), predictions[1]);
  equal(aside.reason, "Out of range value \u0000 for 'torque'");
  close();
});

Deno.test("a journal's size follows its rows down again", async () => {
  await using folder = await tempFolder();
  const { journal, keep, close } = openJournal(folder.file("a.db"));
  const empty = journal.size().bytes;
  keep({ predictions: made(5_000), outcomes: [] });
  const full = journal.size().bytes;
  // 5,000 rows of about 200 bytes and three indexes.
  ok(full - empty > 1_000_000 && full - empty < 600 * 5_000, `${full - empty}`);
  for (let rows = journal.oldest(500); rows.predictions.length > 0; rows = journal.oldest(500)) {
    journal.remove(rows);
  }
  ok(journal.size().bytes <= empty + 8 * 4096, `${journal.size().bytes} of ${empty}`);
  close();
});

Deno.test("who waits for rows hears of the first, and of the end", async () => {
  await using folder = await tempFolder();
  const { journal, keep, close } = openJournal(folder.file("a.db"));
  const end = new AbortController();
  let heard = 0;
  const first = journal.untilQueued(end.signal).then(() => heard++);
  await new Promise((resolve) => setTimeout(resolve, 5));
  equal(heard, 0);
  keep({ predictions: made(1), outcomes: [] });
  await first;
  await journal.untilQueued(end.signal);
  journal.remove(journal.oldest(1));
  const last = journal.untilQueued(end.signal);
  end.abort();
  await last;
  await journal.untilQueued(end.signal);
  close();
});

Deno.test("an orphan's rows, and what it had set aside, move into another journal", async () => {
  await using folder = await tempFolder();
  const [path, ownPath] = [folder.file("orphan.db"), folder.file("own.db")];
  const orphan = openJournal(path);
  const predictions = made(1_200), outcomes = told(30);
  orphan.keep({ predictions, outcomes });
  orphan.journal.setAside({ predictions: [predictions[7]], outcomes: [] }, "refused");
  orphan.close();

  const own = openJournal(ownPath);
  // Some were moved before a crash already.
  own.keep({ predictions: predictions.slice(0, 100), outcomes: [] });
  const linked = link(own, ownPath);
  let asked = 0;
  const moved = await adoptJournal({
    path,
    journal: linked.journal,
    hasRoom: () => ++asked > 0,
    signal: new AbortController().signal,
  });
  ok(asked >= 3, `${asked}`);
  equal(moved, 1_200 - 1 + 30);
  const all = own.journal.oldest(5_000);
  deepEqual(all.predictions.map((row) => row.id), predictions.map((row) => row.id));
  equal(all.outcomes.length, 30);
  deepEqual(own.journal.aside(0, -1).map((row) => [row.id, row.reason]), [[predictions[7].id, "refused"]]);
  deepEqual([...Deno.readDirSync(folder.path)].filter((entry) => entry.name.startsWith("orphan")), []);
  linked.close();
  own.close();
});

Deno.test("a journal's folder is the first that nobody has; further ones with a journal are orphans", async () => {
  await using folder = await tempFolder();
  const numbers = (root: string) => {
    const { own, orphans } = claimJournalFolders(root);
    return {
      own: own.path.slice(root.length),
      orphans: orphans.map((orphan) => orphan.path.slice(root.length)),
      release: () => [own, ...orphans].forEach((claimed) => claimed.lock.release()),
    };
  };
  const root = folder.file("journal");
  const first = numbers(root);
  const second = numbers(root);
  const third = numbers(root);
  deepEqual([first.own, second.own, third.own], ["/1/journal.db", "/2/journal.db", "/3/journal.db"]);
  for (const number of [2, 3]) Deno.writeTextFileSync(`${root}/${number}/journal.db`, "");
  second.release();
  third.release();
  // An empty folder that was left is no orphan.
  numbers(root).release();
  const next = numbers(root);
  deepEqual([next.own, next.orphans], ["/2/journal.db", ["/3/journal.db"]]);
  equal(numbers(root).own, "/4/journal.db");
});

Deno.test("through the link rows are given once, and leave when the writer gets to it", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const own = openJournal(path);
  const predictions = made(1_000), outcomes = told(4);
  own.keep({ predictions, outcomes });
  const { journal, changes, close } = link(own, path);
  equal(journal.size().rows, 1_004);
  const first = journal.oldest(300);
  deepEqual(first, { outcomes: outcomes.toReversed(), predictions: predictions.slice(0, 296) });
  journal.remove(first);
  // The writer has not heard of it yet.
  equal(own.journal.size().rows, 1_004);
  const second = journal.oldest(300);
  deepEqual(second, { outcomes: [], predictions: predictions.slice(296, 596) });
  journal.setAside({ predictions: [second.predictions[0]], outcomes: [] }, "refused");
  equal(journal.oldest(300).predictions[0].id, predictions[297].id);
  await settled();
  deepEqual([own.journal.size().rows, own.journal.size().setAside], [703, 1]);
  deepEqual([journal.size().rows, journal.size().setAside], [703, 1]);
  ok(changes() >= 4, `${changes()}`);
  // An outcome that is told anew is a row of its own.
  own.keep({ predictions: [], outcomes: [{ ...outcomes[0], failure: false }] });
  deepEqual(journal.oldest(1).outcomes, [{ ...outcomes[0], failure: false }]);
  close();
  own.close();
});

Deno.test("through the link, who waits for rows hears of the first, and not of those that are on their way out", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const own = openJournal(path);
  own.keep({ predictions: made(200), outcomes: [] });
  const { journal, server, close } = link(own, path);
  const end = new AbortController();
  journal.remove(journal.oldest(200));
  let heard = 0;
  const wait = journal.untilQueued(end.signal).then(() => heard++);
  await settled();
  equal(heard, 0);
  equal(own.journal.size().rows, 0);
  own.keep({ predictions: made(1, 500), outcomes: [] });
  server.changed();
  await wait;
  deepEqual(journal.oldest(9).predictions, made(1, 500));
  journal.remove(journal.oldest(9));
  const last = journal.untilQueued(end.signal);
  end.abort();
  await last;
  await settled();
  close();
  own.close();
});

Deno.test("rows that the writer could not remove are given again", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.db");
  const own = openJournal(path);
  own.keep({ predictions: made(5), outcomes: [] });
  const remove = own.journal.removeByIds;
  own.journal.removeByIds = () => {
    throw new Error("database or disk is full");
  };
  const { journal, close } = link(own, path);
  journal.remove(journal.oldest(9));
  equal(journal.oldest(9).predictions.length, 0);
  await settled();
  deepEqual(journal.oldest(9).predictions, made(5));
  own.journal.removeByIds = remove;
  journal.remove(journal.oldest(9));
  await settled();
  equal(own.journal.size().rows, 0);
  close();
  own.close();
});
