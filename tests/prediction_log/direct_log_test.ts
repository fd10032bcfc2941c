import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import type { FaultlineError } from "../../lib/errors.ts";
import { silentLog } from "../../lib/log.ts";
import { createGroupCommit } from "../../lib/prediction_log/direct_group_commit.ts";
import { type DirectLogOptions, openDirectLog } from "../../lib/prediction_log/direct_log.ts";
import type { PredictionLog } from "../../lib/prediction_log/prediction_log.ts";
import { faultyMariadb } from "./faulty_mariadb.ts";
import { madeOutcome, madePrediction } from "./made_rows.ts";
import { listeningLog, logAddress, madePredictions, storedIds, until } from "./ship_fixture.ts";

const mariadb = faultyMariadb();
let databases = 0;

/** A direct log, through the proxy, in an empty database of its own, that waits half a second at most. */
async function withLog(
  work: (log: PredictionLog, ids: () => Promise<string[]>, database: string) => Promise<void>,
  options: Partial<DirectLogOptions> = {},
) {
  const database = `direct_${++databases}`;
  await mariadb.server.sql(`CREATE DATABASE ${database}`);
  const log = await openDirectLog({
    address: logAddress(mariadb.proxy.port, database),
    log: silentLog,
    now: Date.now,
    uniform: Math.random,
    answerMs: 500,
    ...options,
  });
  try {
    await work(log, () => storedIds(mariadb.server.port, database), database);
  } finally {
    mariadb.proxy.set({ kind: "none" });
    await log.close();
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

function isUnavailable(error: FaultlineError): boolean {
  equal(error.code, "LOG_UNAVAILABLE");
  return true;
}

Deno.test("direct: what was appended is in the database before the promise is fulfilled", () =>
  withLog(async (log, ids) => {
    const rows = madePredictions(2_000);
    await Promise.all(
      rows.slice(0, 400).map(async (row) => {
        await log.append([row]);
        deepEqual(await log.find(row.id), row);
      }),
    );
    await log.append(rows.slice(400));
    deepEqual(await ids(), idsOf(rows));
    const { writable, written, retried, queued, set_aside } = log.status();
    deepEqual({ writable, written, retried, queued, set_aside }, {
      writable: true,
      written: 2_000,
      retried: 0,
      queued: 0,
      set_aside: 0,
    });
    equal((await log.machines({ since: 0, limit: 99 })).length, 7);
    equal((await log.list({ limit: 3 })).length, 3);
  }));

Deno.test("direct: outcomes are kept, and corrected", () =>
  withLog(async (log) => {
    const told = madeOutcome({ id: "o", ms: 1_000, recordedMs: 2_000, failure: true });
    await log.recordOutcome(told);
    await log.recordOutcome({ ...told, failure: false });
    deepEqual(await log.outcomes({ limit: 9 }), [{ ...told, failure: false }]);
    deepEqual(await log.counts({ since: 0 }), { predictions: 0, alarms: 0, machines: 0, outcomes: 1 });
  }));

Deno.test("direct: a row that is refused for good rejects with those given with it, and with no others", () =>
  withLog(async (log, ids) => {
    const rows = madePredictions(60);
    const bad = { ...rows[31], machine_id: "x".repeat(201) };
    const results = await Promise.allSettled([
      ...rows.slice(0, 30).map((row) => log.append([row])),
      log.append([rows[30], bad]),
      ...rows.slice(32).map((row) => log.append([row])),
    ]);
    deepEqual(results.flatMap(({ status }, i) => status === "rejected" ? [i] : []), [30]);
    const { reason } = results[30] as PromiseRejectedResult;
    isUnavailable(reason);
    match(reason.message, /Data too long for column 'machine_id'/);
    deepEqual(await ids(), idsOf([...rows.slice(0, 30), ...rows.slice(32)]));
    equal(log.status().writable, true);
  }));

Deno.test("direct: a frozen server refuses within the time to answer, then at once, and is found back without a request", () =>
  withLog(async (log, ids) => {
    await log.append(madePredictions(1));
    Deno.kill(mariadb.server.pid, "SIGSTOP");
    let frozen: [number, number];
    try {
      const began = performance.now();
      await Promise.all(
        madePredictions(64, 1).map((row) => rejects(log.append([row]), isUnavailable)),
      );
      const first = performance.now();
      equal(log.status().writable, false);
      match(log.status().reason!, /silent for 0\.5 s|did not answer in time/);
      for (const row of madePredictions(64, 100)) await rejects(log.append([row]), isUnavailable);
      frozen = [first - began, performance.now() - first];
    } finally {
      Deno.kill(mariadb.server.pid, "SIGCONT");
    }
    ok(frozen[0] < 2_000, `${frozen[0]} ms`);
    ok(frozen[1] < 100, `${frozen[1]} ms`);
    await until(() => log.status().writable);
    const [row] = madePredictions(1, 500);
    await log.append([row]);
    ok((await ids()).includes(row.id));
  }));

Deno.test("direct: a server that restarts between two appends costs no answer", () =>
  withLog(async (log, ids) => {
    await log.append(madePredictions(1));
    await mariadb.server.kill();
    await mariadb.server.start();
    await log.append(madePredictions(1, 1));
    equal((await ids()).length, 2);
  }));

Deno.test("direct: a commit that was not heard of is made sure of on another connection, and adds nothing twice", () =>
  withLog(async (log, ids) => {
    await log.append(madePredictions(1));
    mariadb.proxy.set({ kind: "mute" });
    const appended = log.append(madePredictions(1, 1));
    await until(async () => (await ids()).length === 2);
    mariadb.proxy.set({ kind: "reset" });
    await appended;
    equal((await ids()).length, 2);
    equal(log.status().retried, 1);
    equal(log.status().written, 2);
  }));

Deno.test("direct: opened while the server is away it refuses at once, and takes rows when the server is there", async () => {
  mariadb.proxy.set({ kind: "refuse" });
  const { log: listening, said } = listeningLog();
  await withLog(async (log, ids) => {
    equal(log.status().writable, false);
    const began = performance.now();
    await rejects(log.append(madePredictions(1)), isUnavailable);
    ok(performance.now() - began < 50);
    mariadb.proxy.set({ kind: "none" });
    await until(() => log.status().writable);
    await log.append(madePredictions(1));
    equal((await ids()).length, 1);
    deepEqual([said[0], said.at(-1)], [
      "database away: predictions are refused until it is back",
      "database back: predictions are taken again",
    ]);
  }, { log: listening });
});

Deno.test("direct: a server that only reads is no server to write to, until it writes again", () =>
  withLog(async (_, __, database) => {
    await mariadb.server.sql(`CREATE USER direct@'%'; GRANT ALL ON ${database}.* TO direct@'%'`);
    const log = await openDirectLog({
      address: logAddress(mariadb.server.port, database, "direct"),
      log: silentLog,
      now: Date.now,
      uniform: () => 0,
    });
    try {
      await log.append(madePredictions(1));
      await mariadb.server.sql("SET GLOBAL read_only = 1");
      await rejects(log.append(madePredictions(1, 1)), isUnavailable);
      match(log.status().reason!, /read-only/);
      equal((await log.list({ limit: 9 })).length, 1);
      await mariadb.server.sql("SET GLOBAL read_only = 0");
      await until(() => log.status().writable);
      await log.append(madePredictions(1, 1));
    } finally {
      await mariadb.server.sql("SET GLOBAL read_only = 0");
      await log.close();
    }
  }));

Deno.test("direct: under load through every fault of the network, each acknowledged row is there once", () =>
  withLog(async (log, ids) => {
    const acknowledged: string[] = [];
    let running = true;
    let number = 0;
    let slowest = 0;
    const clients = Array.from({ length: 16 }, async () => {
      while (running) {
        const [row] = madePredictions(1, number++);
        const began = performance.now();
        try {
          await log.append([row]);
          acknowledged.push(row.id);
        } catch (error) {
          isUnavailable(error as FaultlineError);
          await sleep(10);
        }
        slowest = Math.max(slowest, performance.now() - began);
      }
    });
    for (const kind of ["reset", "half-open", "mute", "refuse"] as const) {
      await sleep(200);
      mariadb.proxy.set({ kind });
      await sleep(700);
      mariadb.proxy.set({ kind: "none" });
      await until(() => log.status().writable);
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 50);
    }
    running = false;
    await Promise.all(clients);
    const stored = await ids();
    const there = new Set(stored);
    deepEqual(acknowledged.filter((id) => !there.has(id)), []);
    equal(there.size, stored.length);
    equal(log.status().written, acknowledged.length);
    ok(slowest < 3_000, `an append waited ${slowest} ms`);
  }));

Deno.test("direct: old rows are removed in small steps", () =>
  withLog(async (log) => {
    const day = 24 * 60 * 60 * 1000;
    const now = Date.now();
    const old = Array.from({ length: 2_500 }, (_, i) => madePrediction({ ms: now - 31 * day, number: i }));
    await log.append([...old, madePrediction({ ms: now - 29 * day, number: 0 })]);
    await log.recordOutcome(madeOutcome({ id: "o", ms: now - 31 * day, recordedMs: now }));
    // Another server of the same database keeps thirty days.
    const keeper = await openDirectLog({
      address: logAddress(mariadb.server.port, `direct_${databases}`),
      log: silentLog,
      now: Date.now,
      uniform: Math.random,
      retentionDays: 30,
    });
    await until(async () => {
      const { predictions, outcomes } = await log.counts({ since: 0 });
      return predictions === 1 && outcomes === 0;
    });
    await keeper.close();
  }));

Deno.test("direct: closing waits for what was appended, and nothing is taken after it", () =>
  withLog(async (log, ids) => {
    const appended = log.append(madePredictions(5_000));
    await log.close();
    await appended;
    equal((await ids()).length, 5_000);
    await rejects(log.append(madePredictions(1, 9_999)), isUnavailable);
    equal(log.status().writable, false);
  }));

Deno.test("direct: more rows than may wait are refused at once", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const commits = createGroupCommit({
    store: { insert: () => held },
    circuit: { reason: () => null, open() {} },
    writers: 1,
    mostWaiting: 10,
  });
  const give = (count: number) => commits.commit({ predictions: madePredictions(count), outcomes: [] });
  // The first is on its way; a single one is let wait whatever its size.
  const taken = [give(3), give(20)];
  await rejects(give(1), /20 rows wait for MySQL already$/);
  release();
  await Promise.all(taken);
  await give(1);
  equal(commits.report().written, 24);
});
