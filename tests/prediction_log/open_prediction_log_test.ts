import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createLog, silentLog } from "../../lib/log.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import {
  openPredictionLog,
  type PredictionLogOptions,
} from "../../lib/prediction_log/open_prediction_log.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { idAt, madeOutcome, madePrediction } from "./made_rows.ts";

const start = Date.parse("2026-03-01T00:00:00Z");
/** A database that is not there. */
const nowhere = "mysql://nobody@127.0.0.1:1/plant";
const child = new URL("./kept_ids_child.ts", import.meta.url);

function open(folder: string, options: Partial<PredictionLogOptions> = {}): Promise<PredictionLog> {
  return openPredictionLog({
    databaseUrl: `sqlite:${folder}/faultline.db`,
    mode: "journal",
    dataDir: folder,
    journalMaxBytes: 2 ** 30,
    now: () => start + 60_000,
    log: silentLog,
    ...options,
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isSo(); tries++) {
    ok(tries < 1_000, `not so after 20 s: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const made = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => madePrediction({ ms: start + from + i, number: from + i }));

Deno.test("what was appended is seen by the next read, counted, and there after a restart", async () => {
  await using folder = await tempFolder();
  let log = await open(folder.path);
  const predictions = made(100);
  const outcome = madeOutcome({ id: "o", ms: start, recordedMs: start + 1, recorded_by: "maintenance" });
  for (const row of predictions.slice(0, 10)) {
    await log.append([row]);
    deepEqual(await log.find(row.id), row);
  }
  await log.append(predictions.slice(10));
  await log.append([]);
  await log.recordOutcome(outcome);
  for (let round = 0; round < 2; round++) {
    deepEqual(await log.list({ limit: 1_000 }), predictions.toReversed());
    deepEqual(await log.list({ machine_id: "press-1", limit: 1_000 }), predictions.toReversed());
    deepEqual(await log.machines({ since: 0, limit: 9 }), [{
      latest: predictions[99],
      predictions: 100,
      outcome,
    }]);
    deepEqual(await log.outcomes({ limit: 9 }), [outcome]);
    deepEqual(await log.counts({ since: start + 90 }), {
      predictions: 10,
      alarms: 0,
      machines: 1,
      outcomes: 0,
    });
    equal(await log.find(idAt(start + 500, 0)), undefined);
    const others = Array.from({ length: 2_000 }, (_, i) => idAt(start + i, 5_000));
    const found = await log.findAll([...others, ...predictions.map((row) => row.id), "press-1"]);
    deepEqual(found.toSorted((a, b) => a.id < b.id ? -1 : 1), predictions);
    deepEqual(log.status(), {
      writable: true,
      reason: null,
      written: round === 0 ? 101 : 0,
      queued: 0,
      oldest_seconds: 0,
      retried: 0,
      set_aside: 0,
      journal_bytes: 0,
      journal_max_bytes: 0,
    });
    await log.close();
    log = await open(folder.path);
  }
  await log.close();
  await log.close();
  equal(log.status().writable, false);
  await rejects(log.append(made(1)), { code: "LOG_UNAVAILABLE", message: "the prediction log is closed" });
  await rejects(log.list({ limit: 1 }), { code: "LOG_UNAVAILABLE", message: "the prediction log is closed" });
});

Deno.test("a second server on the same file is refused, until the first has ended", async () => {
  await using folder = await tempFolder();
  const first = await open(folder.path);
  const inUse = {
    code: "CONFIG_INVALID",
    message: `${folder.path}/faultline.db is in use by another server`,
  };
  await rejects(open(folder.path), inUse);
  await first.close();

  const process = startChild(`sqlite:${folder.path}/faultline.db`, folder.path);
  await process.ready;
  await rejects(open(folder.path), inUse);
  await process.kill();
  await (await open(folder.path)).close();
});

Deno.test("a URL of another kind, and a place that cannot be written, are refused", async () => {
  await using folder = await tempFolder();
  await rejects(open(folder.path, { databaseUrl: "postgres://x" }), { code: "CONFIG_INVALID" });
  Deno.writeTextFileSync(folder.file("file"), "");
  await rejects(open(folder.path, { databaseUrl: `sqlite:${folder.path}/file/faultline.db` }), {
    code: "LOG_UNAVAILABLE",
    message: /cannot be opened/,
  });
  await rejects(open(folder.path, { databaseUrl: nowhere, dataDir: folder.file("file") }), {
    code: "LOG_UNAVAILABLE",
  });
  // What failed to open has let go of its lock.
  Deno.writeTextFileSync(folder.file("faultline.db"), "no database".repeat(100));
  await rejects(open(folder.path), { code: "LOG_UNAVAILABLE", message: /no SQLite database/ });
  Deno.removeSync(folder.file("faultline.db"));
  await (await open(folder.path)).close();
});

Deno.test("retention prunes what is too old, in small steps beside appends", async () => {
  await using folder = await tempFolder();
  const day = 86_400_000;
  let log = await open(folder.path);
  await log.append(made(2_000));
  await log.recordOutcome(madeOutcome({ id: "o", ms: start, recordedMs: start }));
  await log.append([madePrediction({ ms: start + 10 * day, number: 0 })]);
  await log.close();
  const lines: string[] = [];
  log = await open(folder.path, {
    now: () => start + 12 * day,
    retentionDays: 5,
    log: createLog({ write: (line) => lines.push(line), now: () => 0 }),
  });
  const appended = Promise.all(made(50, 11 * day).map((row) => log.append([row])));
  await until(() => lines.length > 0);
  await appended;
  equal((await log.counts({ since: 0 })).predictions, 51);
  equal((await log.outcomes({ limit: 9 })).length, 0);
  match(lines[0], /"rows":2001,"days":5,"msg":"old predictions removed"/);
  await log.close();
});

Deno.test("with MySQL away the journal keeps and tells how it stands; its rows are found, the rest is refused", async () => {
  await using folder = await tempFolder();
  const log = await open(folder.path, { databaseUrl: nowhere });
  const predictions = made(30);
  for (const row of predictions) await log.append([row]);
  await log.recordOutcome(madeOutcome({ id: "o", ms: start, recordedMs: start }));
  deepEqual(await log.find(predictions[3].id), predictions[3]);
  await rejects(log.list({ limit: 5 }), { code: "LOG_UNAVAILABLE" });
  await rejects(log.find(idAt(start, 99)), { code: "LOG_UNAVAILABLE" });
  await until(() => log.status().retried > 0);
  const { queued, oldest_seconds, journal_bytes, writable, written } = log.status();
  deepEqual({ queued, oldest_seconds, writable, written }, {
    queued: 31,
    oldest_seconds: 60,
    writable: true,
    written: 31,
  });
  ok(journal_bytes > 4_096);
  await log.close();

  const again = await open(folder.path, { databaseUrl: nowhere });
  equal(again.status().queued, 31);
  await again.close();
});

Deno.test("a full journal refuses at once and says so, and keeps what it took", async () => {
  await using folder = await tempFolder();
  const log = await open(folder.path, { databaseUrl: nowhere, journalMaxBytes: 2 ** 20 });
  let kept = 0;
  const failure = await (async () => {
    for (;; kept++) await log.append([madePrediction({ ms: start + kept, number: kept })]);
  })().catch((error) => error);
  equal(failure.code, "LOG_FULL");
  match(failure.message, /^the journal has reached its 1 MiB/);
  deepEqual([log.status().writable, log.status().reason], [false, failure.message]);
  equal(log.status().queued, kept);
  ok(
    kept > 1_500 && log.status().journal_bytes <= 2 ** 20,
    `${kept} rows, ${log.status().journal_bytes} bytes`,
  );
  await rejects(log.append(made(1)), { code: "LOG_FULL" });
  await log.close();
});

Deno.test("what is queued is shipped when MySQL is there, and seen all the while", async () => {
  await using folder = await tempFolder();
  const server: Mariadb = await startMariadb();
  try {
    const away = await open(folder.path, { databaseUrl: nowhere });
    await away.append(made(3_000));
    await away.close();
    const log = await open(folder.path, { databaseUrl: server.url });
    const more = made(500, 5_000);
    for (const row of more.slice(0, 250)) await log.append([row]);
    const page = await log.list({ limit: 10 });
    deepEqual(page, more.slice(240, 250).toReversed());
    await log.append(more.slice(250));
    await until(() => log.status().queued === 0);
    deepEqual(await log.counts({ since: 0 }), { predictions: 3_500, alarms: 0, machines: 1, outcomes: 0 });
    equal((await log.findAll([...made(3_000), ...more].map((row) => row.id))).length, 3_500);
    const [state] = await log.machines({ since: 0, limit: 9 });
    deepEqual([state.predictions, state.latest], [3_500, more[499]]);
    equal(log.status().set_aside, 0);
    await log.close();
  } finally {
    await server.stop();
  }
});

Deno.test("journals that killed servers left are taken over by the next, each row once", async () => {
  await using folder = await tempFolder();
  const processes = [startChild(nowhere, folder.path), startChild(nowhere, folder.path, 1_000_000)];
  await Promise.all(processes.map((process) => process.ready));
  await until(() => processes.every((process) => process.acknowledged().length > 50));
  for (const process of processes) await process.kill();
  const acknowledged = processes.flatMap((process) => process.acknowledged());
  deepEqual([...Deno.readDirSync(folder.file("journal"))].map((entry) => entry.name).sort(), ["1", "2"]);

  const log = await open(folder.path, { databaseUrl: nowhere });
  const orphan = folder.file("journal/2/journal.db");
  await until(() => Deno.lstatSync(folder.file("journal/2")).isDirectory && !isThere(orphan));
  for (const number of acknowledged) ok(await log.find(idAt(start + number, number)), `${number}`);
  await until(() => log.status().queued >= acknowledged.length);
  const { queued } = log.status();
  ok(queued >= acknowledged.length && queued <= acknowledged.length + 2 * 8, `${queued}`);
  // Its place is free again.
  const other = await open(folder.path, { databaseUrl: nowhere });
  equal(other.status().queued, 0);
  ok(isThere(orphan));
  await other.close();
  await log.close();
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A process that appends, eight at a time, from a number on. */
function startChild(databaseUrl: string, dataDir: string, from = 0) {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--permission-set=test"],
      ...[child.href, databaseUrl, dataDir, String(from), "8", "1000000"],
    ],
    cwd: new URL("../..", import.meta.url),
    stdout: "piped",
    stderr: "inherit",
    stdin: "null",
  }).spawn();
  let text = "";
  let isReady = () => {};
  const ready = new Promise<void>((resolve) => isReady = resolve);
  const read = (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of process.stdout) {
      text += decoder.decode(bytes, { stream: true });
      if (text.startsWith("ready\n")) isReady();
    }
  })();
  return {
    ready,
    acknowledged: () => [...text.matchAll(/^ack (\d+)\n/gm)].map((match) => Number(match[1])),
    async kill() {
      process.kill("SIGKILL");
      await process.status;
      await read;
    },
  };
}
