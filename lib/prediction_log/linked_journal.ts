import type { DatabaseSync } from "node:sqlite";
import type { StoredOutcome } from "../contracts/prediction.ts";
import { FaultlineError } from "../errors.ts";
import type { Journal } from "./journal.ts";
import type { LinkOrder, LinkPort, LinkReport } from "./journal_link.ts";
import type { RowPack } from "./row_pack.ts";
import { pause } from "./ship_pause.ts";
import { outcomeColumns, predictionColumns, toOutcome, toPrediction } from "./sqlite_rows.ts";
import type { AsideRow } from "./sqlite_journal.ts";

/** The journal as the shipper's thread has it. */
export interface LinkedJournal extends Journal {
  /** Puts an orphan's rows into the journal; fulfilled when they are durable. */
  adopt(pack: RowPack): Promise<void>;
  adoptAside(rows: readonly AsideRow[]): Promise<void>;
}

/** Rows that the writer removes in one go, so that no group waits long for it. */
const removeAtOnce = 128;
/** Milliseconds to wait after the writer could not remove rows. */
const failedMs = 1_000;

/**
 * A journal that is read here and written by another thread. Rows that are to be removed are not given again, though
 * they are there until the writer gets to it.
 *
 * @param database The journal, open for reading.
 */
export function createLinkedJournal(
  database: DatabaseSync,
  port: LinkPort<LinkOrder, LinkReport>,
): LinkedJournal {
  const predictions = database.prepare(`SELECT ${predictionColumns} FROM predictions p ORDER BY id LIMIT ?`);
  const outcomes = database.prepare(
    `SELECT ${outcomeColumns} FROM outcomes ORDER BY recorded_at_ms, id LIMIT ?`,
  );
  const oldestPrediction = database.prepare("SELECT at_ms AS ms FROM predictions ORDER BY id LIMIT 1");
  /** Rows sent to be removed or set aside, by id, and for outcomes by all that they say. */
  let gone = new Set<string>();
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!.rows);
  let queued = { rows: count("predictions") + count("outcomes"), bytes: 0 };
  let hasFailed = false;
  let onQueued: (() => void) | undefined;
  const adoptions = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let next = 0;

  port.onmessage = ({ data: report }) => {
    if (report.kind === "queued") {
      queued = report;
      if (report.rows > 0) onQueued?.();
      return;
    }
    if (report.kind === "failed") {
      // They are still there: shipped again, which adds nothing, and sent to be removed again.
      gone.clear();
      hasFailed = true;
      return;
    }
    const adoption = adoptions.get(report.number)!;
    adoptions.delete(report.number);
    if (report.reason === null) adoption.resolve();
    else adoption.reject(new FaultlineError("LOG_UNAVAILABLE", report.reason));
  };

  function hasSome(): boolean {
    return predictions.all(1 + gone.size).some((row) => !gone.has(row.id as string)) ||
      outcomes.all(1 + gone.size).map(toOutcome).some((row) => !gone.has(wholeOutcome(row)));
  }

  /** Fulfilled when the writer says that rows are queued, all that was sent to it before being done. */
  function nextReport(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        signal.removeEventListener("abort", end);
        onQueued = undefined;
        resolve();
      };
      onQueued = end;
      signal.addEventListener("abort", end);
      port.postMessage({ kind: "wake" });
    });
  }

  function ordered(order: (number: number) => LinkOrder): Promise<void> {
    return new Promise((resolve, reject) => {
      adoptions.set(next, { resolve, reject });
      port.postMessage(order(next++));
    });
  }

  return {
    oldest(limit) {
      const told = outcomes.all(Math.ceil(limit / 2) + gone.size).map(toOutcome);
      const made = predictions.all(limit + gone.size).map(toPrediction);
      const there = [...told.map(wholeOutcome), ...made.map((row) => row.id)];
      const some = told.filter((row) => !gone.has(wholeOutcome(row))).slice(0, Math.ceil(limit / 2));
      const rest = made.filter((row) => !gone.has(row.id)).slice(0, limit - some.length);
      // What is no longer there has been removed.
      gone = new Set(there.filter((key) => gone.has(key)));
      return { predictions: rest, outcomes: some };
    },
    remove(rows) {
      const ids = rows.predictions.map((row) => row.id);
      for (let i = 0; i < ids.length; i += removeAtOnce) {
        port.postMessage({ kind: "remove", predictions: ids.slice(i, i + removeAtOnce), outcomes: [] });
      }
      if (rows.outcomes.length > 0) {
        port.postMessage({ kind: "remove", predictions: [], outcomes: rows.outcomes });
      }
      for (const id of ids) gone.add(id);
      for (const row of rows.outcomes) gone.add(wholeOutcome(row));
      queued.rows = Math.max(0, queued.rows - ids.length - rows.outcomes.length);
    },
    setAside(rows, reason) {
      port.postMessage({ kind: "aside", rows, reason });
      for (const row of rows.predictions) gone.add(row.id);
      for (const row of rows.outcomes) gone.add(wholeOutcome(row));
      queued.rows = Math.max(0, queued.rows - rows.predictions.length - rows.outcomes.length);
    },
    size: () => ({
      ...queued,
      setAside: count("set_aside"),
      oldestMs: oldestPrediction.get()?.ms as number | undefined ?? null,
    }),
    async untilQueued(signal) {
      while (!signal.aborted && !hasSome()) {
        if (hasFailed) {
          hasFailed = false;
          await pause(failedMs, signal);
        }
        await nextReport(signal);
      }
    },
    adopt: (pack) => ordered((number) => ({ kind: "adopt", number, pack })),
    adoptAside: (rows) => ordered((number) => ({ kind: "adoptAside", number, rows })),
  };
}

/** All that an outcome says: one that is told anew is another row. */
function wholeOutcome({ id, recorded_at, failure, mode, recorded_by }: StoredOutcome): string {
  return JSON.stringify([id, recorded_at, failure, mode, recorded_by]);
}
