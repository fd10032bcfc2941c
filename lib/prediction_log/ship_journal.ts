import type { Log } from "../log.ts";
import type { Journal, Shipper } from "./journal.ts";
import { mysqlFault } from "./mysql_fault.ts";
import type { PredictionStore } from "./prediction_store.ts";
import { backOffMs } from "./ship_back_off.ts";
import { pause } from "./ship_pause.ts";
import { shipRows } from "./ship_rows.ts";

/** What is shipped, where to, and with what. */
export interface ShipOptions {
  journal: Journal;
  /** Closed with the shipper. */
  store: Pick<PredictionStore, "insert" | "close">;
  /** Hears when the database goes away and comes back: a line for each change, not for each attempt. */
  log: Log;
  /** A number in [0, 1), for the jitter. */
  uniform: () => number;
  /** Rows of one transaction at most (default 1,024). */
  mostRows?: number;
  /** Ends an insert that is under way too. */
  signal?: AbortSignal;
}

/** A deadlock now and then is no news; so many attempts in a row that failed by one are. */
const busyNews = 5;

/**
 * Ships the journal's oldest rows to the database, for as long as it runs. A row leaves the journal after the
 * transaction that has it was committed, so that one whose commit was not heard of is shipped again, which adds
 * nothing. A database that is away, or that a person must mend, is tried again, after waits that grow to five seconds;
 * transactions grow while they succeed and are halved while they fail.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { silentLog } from "../log.ts";
 * const rows = { predictions: [], outcomes: [] };
 * const shipper = shipJournal({
 *   journal: {
 *     oldest: () => rows,
 *     remove() {},
 *     setAside() {},
 *     size: () => ({ rows: 0, setAside: 0, bytes: 0, oldestMs: null }),
 *     untilQueued: (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
 *   },
 *   store: { insert: () => Promise.resolve(), close: () => Promise.resolve() },
 *   log: silentLog,
 *   uniform: () => 0,
 * });
 * await shipper.close();
 * equal(shipper.report().retried, 0);
 * ```
 */
export function shipJournal(options: ShipOptions): Shipper {
  const { journal, store, log, uniform, mostRows = 1_024, signal } = options;
  const stop = new AbortController();
  const end = () => {
    stop.abort();
    store.close();
  };
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });

  let retried = 0;
  let failures = 0;
  let limit = Math.min(256, mostRows);
  /** Why the last attempt failed; null after a success. */
  let reason: string | null = null;
  /** What the log was last told. */
  let told: { state: "well" | "away" | "draining"; reason?: string } = { state: "well" };

  async function shipOldest(): Promise<void> {
    const rows = journal.oldest(limit);
    const count = rows.predictions.length + rows.outcomes.length;
    if (count === 0) return;
    await shipRows(rows, {
      insert: (part) => store.insert(part),
      onAccepted: (part) => journal.remove(part),
      onRefused: (row, why) => {
        journal.setAside(row, why);
        const [{ id }] = [...row.predictions, ...row.outcomes];
        log.warn({ id, reason: why }, "row set aside: the database refuses it for good");
      },
    });
    if (count >= limit) limit = Math.min(2 * limit, mostRows);
  }

  function succeeded() {
    failures = 0;
    reason = null;
    const { rows } = journal.size();
    if (told.state === "away") {
      log.info({ rows }, "database back, shipping what has been queued");
      told = { state: "draining" };
    }
    if (told.state === "draining" && rows === 0) {
      log.info("drained: the database has every row");
      told = { state: "well" };
    }
  }

  function failed(error: unknown) {
    const fault = mysqlFault(error);
    retried++;
    failures++;
    reason = fault.reason;
    limit = Math.max(limit >> 1, 1);
    const isNews = fault.kind !== "busy" || failures >= busyNews;
    if (!isNews || (told.state === "away" && told.reason === reason)) return;
    told = { state: "away", reason };
    const message = fault.kind === "refused"
      ? "database refuses: it must be mended; predictions go to the journal"
      : "database away: predictions go to the journal";
    log.warn({ reason, rows: journal.size().rows }, message);
  }

  async function run() {
    while (!stop.signal.aborted) {
      await journal.untilQueued(stop.signal);
      if (stop.signal.aborted) break;
      try {
        await shipOldest();
        succeeded();
      } catch (error) {
        // A store closed under an insert is how a stop at once looks from here.
        if (signal?.aborted) break;
        failed(error);
        await pause(backOffMs({ failures, uniform }), stop.signal);
      }
    }
  }

  const running = run();
  return {
    report: () => ({ retried, reason }),
    async close() {
      stop.abort();
      try {
        await running;
      } finally {
        signal?.removeEventListener("abort", end);
        await store.close();
      }
    },
  };
}
