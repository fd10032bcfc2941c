import type { DatabaseSync } from "node:sqlite";
import type { StoredOutcome } from "../contracts/prediction.ts";
import type { Journal, JournalSize } from "./journal.ts";
import type { StoreRows } from "./prediction_store.ts";
import { outcomeColumns, predictionColumns, toOutcome, toPrediction } from "./sqlite_rows.ts";
import { createTransaction } from "./transaction.ts";

/** A journal in a SQLite file, as the thread that writes it has it. */
export interface SqliteJournal extends Journal {
  /** As `remove`, predictions by their ids. */
  removeByIds(ids: readonly string[], outcomes: readonly StoredOutcome[]): void;
  /** To be told of rows that were inserted. */
  added(rows: number): void;
  /** Takes up what another journal had set aside. */
  takeAside(rows: readonly AsideRow[]): void;
  /** What is set aside, at most `limit`, after a number. */
  aside(after: number, limit: number): AsideRow[];
}

/** A row that was refused for good. */
export interface AsideRow {
  number: number;
  kind: "prediction" | "outcome";
  id: string;
  /** The row as JSON. */
  row: string;
  reason: string;
}

/** Makes the journal of a database that may be written. */
export function createSqliteJournal(database: DatabaseSync): SqliteJournal {
  const synced = createTransaction(database);
  const unsynced = createTransaction(database, { synced: false });
  const predictions = database.prepare(`SELECT ${predictionColumns} FROM predictions p ORDER BY id LIMIT ?`);
  const outcomes = database.prepare(
    `SELECT ${outcomeColumns} FROM outcomes ORDER BY recorded_at_ms, id LIMIT ?`,
  );
  const removePrediction = database.prepare("DELETE FROM predictions WHERE id = ?");
  const removeOutcome = database.prepare(
    "DELETE FROM outcomes WHERE id = ? AND recorded_at_ms = ? AND failure = ? AND mode IS ? AND recorded_by IS ?",
  );
  const putAside = database.prepare("INSERT INTO set_aside (kind, id, row, reason) VALUES (?, ?, ?, ?)");
  const asideAfter = database.prepare(
    "SELECT number, kind, id, json_quote(row) AS row, json_quote(reason) AS reason FROM set_aside " +
      "WHERE number > ? ORDER BY number LIMIT ?",
  );
  const pages = database.prepare("PRAGMA page_count");
  const freePages = database.prepare("PRAGMA freelist_count");
  const oldestPrediction = database.prepare("SELECT at_ms AS ms FROM predictions ORDER BY id LIMIT 1");
  const oldestOutcome = database.prepare("SELECT min(recorded_at_ms) AS ms FROM outcomes");
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!.rows);
  const pageBytes = Number(database.prepare("PRAGMA page_size").get()!.page_size);

  let queued = count("predictions") + count("outcomes");
  let setAside = count("set_aside");
  const waiting = new Set<() => void>();

  function wake(): void {
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  function removeRows(ids: readonly string[], toldOutcomes: readonly StoredOutcome[]): number {
    let removed = 0;
    for (const id of ids) removed += Number(removePrediction.run(id).changes);
    for (const row of toldOutcomes) {
      const { id, recorded_at, failure, mode, recorded_by } = row;
      const values = [id, Date.parse(recorded_at), failure ? 1 : 0, mode, recorded_by];
      removed += Number(removeOutcome.run(...values).changes);
    }
    return removed;
  }

  function removeByIds(ids: readonly string[], toldOutcomes: readonly StoredOutcome[]): void {
    queued -= unsynced(() => removeRows(ids, toldOutcomes));
  }

  return {
    oldest(limit) {
      const oldOutcomes = outcomes.all(Math.ceil(limit / 2)).map(toOutcome);
      return {
        predictions: predictions.all(limit - oldOutcomes.length).map(toPrediction),
        outcomes: oldOutcomes,
      };
    },
    remove: (rows) => removeByIds(idsOf(rows), rows.outcomes),
    removeByIds,
    setAside(rows, reason) {
      queued -= synced(() => {
        for (const row of rows.predictions) putAside.run("prediction", row.id, JSON.stringify(row), reason);
        for (const row of rows.outcomes) putAside.run("outcome", row.id, JSON.stringify(row), reason);
        return removeRows(idsOf(rows), rows.outcomes);
      });
      setAside += rows.predictions.length + rows.outcomes.length;
    },
    size: (): JournalSize => {
      const times = [oldestPrediction.get()?.ms, oldestOutcome.get()!.ms].filter((ms) => ms != null);
      const used = Number(pages.get()!.page_count) - Number(freePages.get()!.freelist_count);
      return {
        rows: queued,
        setAside,
        bytes: used * pageBytes,
        oldestMs: times.length === 0 ? null : Math.min(...times.map(Number)),
      };
    },
    untilQueued(signal) {
      if (queued > 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          signal.removeEventListener("abort", end);
          waiting.delete(end);
          resolve();
        };
        signal.addEventListener("abort", end);
        waiting.add(end);
      });
    },
    added(rows) {
      queued += rows;
      if (rows > 0) wake();
    },
    takeAside(rows) {
      synced(() => {
        for (const { kind, id, row, reason } of rows) putAside.run(kind, id, row, reason);
      });
      setAside += rows.length;
    },
    aside: (after, limit) =>
      (asideAfter.all(after, limit) as unknown as AsideRow[]).map((kept) => ({
        ...kept,
        row: JSON.parse(kept.row),
        reason: JSON.parse(kept.reason),
      })),
  };
}

const idsOf = (rows: StoreRows) => rows.predictions.map((row) => row.id);
