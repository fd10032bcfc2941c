import { equal } from "node:assert/strict";
import { createLog, type Log } from "../../lib/log.ts";
import type { Journal } from "../../lib/prediction_log/journal.ts";
import { mysqlLogAddress } from "../../lib/prediction_log/mysql_log_address.ts";
import type { StoreRows } from "../../lib/prediction_log/prediction_store.ts";
import { connectMysql } from "../../lib/stores/mysql_connection.ts";
import { madePrediction } from "./made_rows.ts";

/** A queue in memory that holds to what a journal promises, as plainly as it can be written. */
export interface PlainJournal extends Journal {
  add(rows: Partial<StoreRows>): void;
  /** Ids set aside, each with its reason. */
  readonly aside: ReadonlyMap<string, string>;
}

export function plainJournal(): PlainJournal {
  let rows: StoreRows = { predictions: [], outcomes: [] };
  const aside = new Map<string, string>();
  let onQueued = () => {};
  const count = () => rows.predictions.length + rows.outcomes.length;
  const without = (gone: StoreRows): StoreRows => {
    const went = new Set<unknown>([...gone.predictions, ...gone.outcomes]);
    return {
      predictions: rows.predictions.filter((row) => !went.has(row)),
      outcomes: rows.outcomes.filter((row) => !went.has(row)),
    };
  };
  return {
    aside,
    add({ predictions = [], outcomes = [] }) {
      rows = {
        predictions: [...rows.predictions, ...predictions],
        outcomes: [...rows.outcomes, ...outcomes],
      };
      onQueued();
    },
    oldest(limit) {
      const outcomes = rows.outcomes.slice(0, Math.ceil(limit / 2));
      return { outcomes, predictions: rows.predictions.slice(0, limit - outcomes.length) };
    },
    remove(gone) {
      rows = without(gone);
    },
    setAside(gone, reason) {
      rows = without(gone);
      for (const { id } of [...gone.predictions, ...gone.outcomes]) aside.set(id, reason);
    },
    size: () => ({ rows: count(), setAside: aside.size, bytes: 0, oldestMs: null }),
    untilQueued(signal) {
      if (count() > 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        onQueued = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}

/** Predictions, numbered from one on, of one millisecond. */
export function madePredictions(count: number, first = 0) {
  return Array.from(
    { length: count },
    (_, i) =>
      madePrediction({
        ms: Date.parse("2026-03-01T00:00:00Z"),
        number: first + i,
        machine_id: `press-${i % 7}`,
      }),
  );
}

/** A log that keeps its messages. */
export function listeningLog(): { log: Log; said: string[] } {
  const said: string[] = [];
  const log = createLog({ now: () => 0, write: (line) => said.push(JSON.parse(line).msg) });
  return { log, said };
}

/** Where a log of a test's own is kept, and with how little patience. */
export function logAddress(port: number, database: string, user = "root") {
  return mysqlLogAddress(`mysql://${user}@127.0.0.1:${port}/${database}?ssl-mode=disabled&timeout=1`);
}

/** What the table has, straight from the server. */
export async function storedIds(port: number, database: string): Promise<string[]> {
  const connection = await connectMysql({ ...logAddress(port, database), timeoutMs: 20_000 });
  const rows = await connection.query("SELECT id FROM predictions ORDER BY id");
  connection.close();
  return rows.flat() as string[];
}

/** Waits until something holds, at most some seconds. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!await holds()) {
    equal(performance.now() < end, true, `still not so after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
