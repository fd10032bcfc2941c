import { deepEqual, equal, ok } from "node:assert/strict";
import { openMysqlStore } from "../../lib/prediction_log/mysql_prediction_store.ts";
import { shipJournal } from "../../lib/prediction_log/ship_journal.ts";
import type { NetworkFault } from "../support/fault_proxy.ts";
import { faultyMariadb } from "../prediction_log/faulty_mariadb.ts";
import {
  listeningLog,
  logAddress,
  madePredictions,
  plainJournal,
  storedIds,
  until,
} from "../prediction_log/ship_fixture.ts";

const mariadb = faultyMariadb();

const away = "database away: predictions go to the journal";
const back = ["database back, shipping what has been queued", "drained: the database has every row"];

/** When the fault comes: before the first connection, or amid shipping. */
type When = "start" | "middle";

interface Trouble {
  begin: () => void | Promise<void>;
  end: () => void | Promise<void>;
  when: When;
  /** Milliseconds that it lasts; the shipper's patience is one second. */
  ms: number;
}

/** Rows come in steadily through the trouble; each of them must be there at the end, once. */
async function survive(trouble: Trouble) {
  const database = `fault_${crypto.randomUUID().replaceAll("-", "")}`;
  await mariadb.server.sql(`CREATE DATABASE ${database}`);
  const journal = plainJournal();
  const { log, said } = listeningLog();
  if (trouble.when === "start") await trouble.begin();
  const shipper = shipJournal({
    journal,
    store: openMysqlStore({
      address: logAddress(mariadb.proxy.port, database),
      connections: 1,
      now: Date.now,
    }),
    log,
    uniform: Math.random,
  });
  let fed = 0;
  let slowest = 0;
  const feeding = setInterval(() => {
    const began = performance.now();
    journal.add({ predictions: madePredictions(20, fed) });
    fed += 20;
    slowest = Math.max(slowest, performance.now() - began);
  }, 5);
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  try {
    if (trouble.when === "middle") {
      await until(() => fed >= 200 && journal.size().rows < fed);
      await trouble.begin();
    }
    await sleep(trouble.ms);
    await trouble.end();
    await sleep(200);
  } finally {
    clearInterval(feeding);
  }
  await until(() => journal.size().rows === 0);
  await shipper.close();
  deepEqual(await storedIds(mariadb.server.port, database), madePredictions(fed).map(({ id }) => id));
  equal(journal.aside.size, 0);
  ok(slowest < 100, `an append waited ${slowest} ms`);
  return { retried: shipper.report().retried, said };
}

function networkTrouble(fault: NetworkFault, when: When, ms: number): Trouble {
  return { begin: () => mariadb.proxy.set(fault), end: () => mariadb.proxy.set({ kind: "none" }), when, ms };
}

for (const when of ["start", "middle"] as const) {
  Deno.test(`ship: a server frozen at the ${when} loses nothing, and drains when it thaws`, async () => {
    const { retried, said } = await survive({
      begin: () => Deno.kill(mariadb.server.pid, "SIGSTOP"),
      end: () => Deno.kill(mariadb.server.pid, "SIGCONT"),
      when,
      ms: 2_500,
    });
    ok(retried >= 1);
    deepEqual([said[0], ...said.slice(-2)], [away, ...back]);
  });

  for (const kind of ["half-open", "mute", "refuse", "reset"] as const) {
    Deno.test(`ship: connections ${kind} at the ${when} lose nothing and add nothing twice`, async () => {
      const { said } = await survive(networkTrouble({ kind }, when, kind === "reset" ? 300 : 2_500));
      if (kind !== "reset") deepEqual([said[0], ...said.slice(-2)], [away, ...back]);
    });
  }
}

Deno.test("ship: a server killed in the middle and started again loses nothing", async () => {
  const { retried, said } = await survive({
    begin: () => mariadb.server.kill(),
    end: () => mariadb.server.start(),
    when: "middle",
    ms: 500,
  });
  ok(retried >= 1);
  deepEqual([said[0], ...said.slice(-2)], [away, ...back]);
});

Deno.test("ship: a connection reset again and again loses nothing", async () => {
  let timer: ReturnType<typeof setInterval>;
  await survive({
    begin: () => void (timer = setInterval(() => mariadb.proxy.set({ kind: "reset" }), 40)),
    end() {
      clearInterval(timer);
      mariadb.proxy.set({ kind: "none" });
    },
    when: "middle",
    ms: 2_000,
  });
});

Deno.test("ship: latency slows shipping and fails nothing", async () => {
  const { retried, said } = await survive(networkTrouble({ kind: "latency", ms: 50 }, "middle", 2_000));
  equal(retried, 0);
  deepEqual(said, []);
});

Deno.test("ship: a connection that closes slowly is given up and another made", async () => {
  const taken = mariadb.proxy.taken();
  const { retried } = await survive(networkTrouble({ kind: "slow close", ms: 5_000 }, "middle", 1_500));
  ok(retried >= 1);
  ok(mariadb.proxy.taken() > taken + 1);
});

Deno.test("ship: a stop at once does not wait for a frozen server, and leaves the rows in the journal", async () => {
  await mariadb.server.sql("CREATE DATABASE stopped");
  const journal = plainJournal();
  const patient = { ...logAddress(mariadb.proxy.port, "stopped"), timeoutMs: 60_000 };
  for (const when of ["connecting", "inserting"]) {
    const stop = new AbortController();
    const { log } = listeningLog();
    mariadb.proxy.set({ kind: when === "connecting" ? "half-open" : "none" });
    const taken = mariadb.proxy.taken();
    const store = openMysqlStore({ address: patient, connections: 1, now: Date.now });
    const shipper = shipJournal({ journal, store, log, uniform: () => 0, signal: stop.signal });
    journal.add({ predictions: madePredictions(1) });
    if (when === "inserting") {
      await until(() => journal.size().rows === 0);
      mariadb.proxy.set({ kind: "half-open" });
      journal.add({ predictions: madePredictions(1, 1) });
    }
    await until(() => mariadb.proxy.taken() > taken);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    stop.abort();
    await shipper.close();
    ok(performance.now() - began < 1_000, when);
    ok(journal.size().rows > 0, when);
  }
  mariadb.proxy.set({ kind: "none" });
});
