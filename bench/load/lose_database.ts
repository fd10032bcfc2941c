import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import type { FaultProxy, NetworkFault } from "../../tests/support/fault_proxy.ts";
import type { Mariadb } from "../../tests/support/mariadb.ts";
import { createLatencies, type Latencies } from "./latencies.ts";
import { openLoop } from "./open_loop.ts";
import { predictionId } from "./prediction_id.ts";

/** A server whose database goes away in every way, while readings arrive at a constant rate. */
export interface LoseDatabaseOptions {
  /** The server, which reaches the database through the proxy. */
  port: number;
  headers: Readonly<Record<string, string>>;
  proxy: FaultProxy;
  mariadb: Mariadb;
  /** The database's address as the server has it, but for the proxy. */
  databaseUrl: string;
  requests: readonly Uint8Array[];
  connections: number;
  /** Requests a second. */
  rate: number;
  /** Of each fault, and of the quiet before it. */
  faultSeconds: number;
  quietSeconds: number;
  /** How long the database is down. */
  downSeconds: number;
  /** Hears of each phase. */
  say: (line: string) => void;
}

/** What came of it. */
export interface LoseDatabaseResult {
  acknowledged: number;
  not_200: number;
  /** Acknowledged predictions that the database has not in the end. */
  lost: number;
  /** Rows in the database. */
  stored: number;
  quiet_p99_ms: number;
  /** Of each fault, and of the time that the database was down. */
  fault_p99_ms: Record<string, number>;
  /** The greatest of them over the quiet one. */
  worst_ratio: number;
  /** From the end of the load until the database had every row. */
  drain_seconds: number;
}

const faults: readonly NetworkFault[] = [
  { kind: "latency", ms: 100 },
  { kind: "reset" },
  { kind: "half-open" },
  { kind: "slow close", ms: 3_000 },
];

/** Breaks the way to the database and the database itself, in turn with quiet times, and counts what it has in the end. */
export async function loseDatabase(options: LoseDatabaseOptions): Promise<LoseDatabaseResult> {
  const { port, headers, proxy, mariadb, requests, connections, rate, say } = options;
  const { faultSeconds, quietSeconds, downSeconds } = options;
  const acknowledged: string[] = [];
  let notOk = 0;

  async function load(seconds: number, latencies: Latencies): Promise<void> {
    await openLoop({
      port,
      connections,
      requests,
      rate,
      seconds,
      onAnswer({ status, body }, _request, ms) {
        latencies.add(ms);
        if (status === 200) acknowledged.push(predictionId(body));
        else notOk++;
      },
    });
  }

  const quiet = createLatencies();
  const fault_p99_ms: Record<string, number> = {};
  async function phase(
    name: string,
    seconds: number,
    begin: () => unknown,
    end: () => unknown,
  ): Promise<void> {
    await load(quietSeconds, quiet);
    await begin();
    const latencies = createLatencies();
    await load(seconds, latencies);
    await end();
    fault_p99_ms[name] = latencies.quantile(0.99);
    say(
      `${name}: p99 ${fault_p99_ms[name].toFixed(2)} ms, quiet so far ${quiet.quantile(0.99).toFixed(2)} ms`,
    );
  }

  await load(quietSeconds, createLatencies());
  for (const fault of faults) {
    let again: ReturnType<typeof setInterval> | undefined;
    await phase(fault.kind, faultSeconds, () => {
      proxy.set(fault);
      // What breaks open connections only does so again and again.
      if (fault.kind === "reset" || fault.kind === "slow close") {
        again = setInterval(() => proxy.set(fault), 500);
      }
    }, () => {
      clearInterval(again);
      proxy.set({ kind: "none" });
    });
  }
  await phase("down", downSeconds, () => mariadb.kill(), () => mariadb.start());
  await load(quietSeconds, quiet);

  const ended = performance.now();
  while (await queued(port, headers) > 0) {
    if (performance.now() - ended > 120_000) {
      throw new Error("the journal has not drained within two minutes");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const drain_seconds = (performance.now() - ended) / 1000;
  const stored = await storedIds(options.databaseUrl);
  const quiet_p99_ms = quiet.quantile(0.99);
  return {
    acknowledged: acknowledged.length,
    not_200: notOk,
    lost: acknowledged.filter((id) => !stored.has(id)).length,
    stored: stored.size,
    quiet_p99_ms,
    fault_p99_ms,
    worst_ratio: Math.max(...Object.values(fault_p99_ms)) / quiet_p99_ms,
    drain_seconds,
  };
}

/** Rows that the journal has and the database has not. */
async function queued(port: number, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
  return Number(/^faultline_journal_queued (\d+)$/m.exec(await response.text())![1]);
}

async function storedIds(databaseUrl: string): Promise<Set<string>> {
  const connection = await connectMysql({ ...mysqlLogAddress(databaseUrl), timeoutMs: 60_000 });
  try {
    const ids = new Set<string>();
    for (let after = "";;) {
      const rows = await connection.query(
        "SELECT id FROM predictions WHERE id > ? ORDER BY id LIMIT 50000",
        [after],
      );
      if (rows.length === 0) return ids;
      for (const [id] of rows) ids.add(id as string);
      after = rows[rows.length - 1][0] as string;
    }
  } finally {
    connection.close();
  }
}
