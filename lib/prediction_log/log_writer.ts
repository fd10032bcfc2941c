import type { DatabaseSync } from "node:sqlite";
import { paceIndex } from "./index_pacer.ts";
import { type JournalServer, serveJournal } from "./journal_server.ts";
import {
  toldError,
  type WriterJob,
  type WriterOrder,
  type WriterReport,
  type WriterState,
} from "./log_messages.ts";
import { createMachineIndex, type MachineIndex } from "./machine_index.ts";
import { keepRetention } from "./mysql_retention.ts";
import { portLog } from "./port_log.ts";
import type { RowPack } from "./row_pack.ts";
import { sqliteFault } from "./sqlite_fault.ts";
import { createSqliteInsert } from "./sqlite_insert.ts";
import { createSqliteJournal, type SqliteJournal } from "./sqlite_journal.ts";
import { createSqlitePrune } from "./sqlite_prune.ts";
import { openLogDatabase } from "./sqlite_schema.ts";
import { createTransaction, type Transaction } from "./transaction.ts";

/** The thread that a writer runs on, seen from within. */
export interface WriterPort {
  onmessage: ((event: MessageEvent<WriterOrder>) => void) | null;
  postMessage(report: WriterReport): void;
  close(): void;
}

/** Milliseconds between two attempts on a database that failed, and between two reports of what the shipper did. */
const probeMs = 1_000;
const reportMs = 100;
/** Rows that retention removes at a time, some milliseconds of work, and the milliseconds for groups between. */
const pruneStep = { batchRows: 250, breathMs: 5 };

/**
 * Runs the writer of a log, which has the one connection that writes. A group of rows is inserted and committed, synced
 * to the disk, and then answered. Between groups, in small steps, the writer brings the index by machine up to date and
 * prunes; or, of a journal, removes what the shipper has shipped.
 */
export function runLogWriter(port: WriterPort): void {
  let writer: Writer | undefined;
  port.onmessage = async ({ data: order }) => {
    if (order.kind === "keep") writer?.keep(order.group, order.pack, order.now);
    else if (order.kind === "clock") writer?.clock(order.now);
    else if (order.kind === "link") writer?.link(order.link);
    else if (order.kind === "open") {
      try {
        writer = openWriter(order.job, port);
      } catch (error) {
        port.postMessage({ kind: "unopened", error: toldError(error) });
      }
    } else {
      await writer?.close();
      port.postMessage({ kind: "closed" });
      port.close();
    }
  };
}

interface Writer {
  keep(group: number, pack: RowPack, now: number): void;
  clock(now: number): void;
  link(link: MessagePort): void;
  close(): Promise<void>;
}

/** @throws {FaultlineError} As `openLogDatabase`. */
function openWriter(job: WriterJob, port: WriterPort): Writer {
  const { path } = job;
  const database = openLogDatabase(path, { readOnly: false });
  const synced = createTransaction(database);
  const { index, journal, insert } = partsOf(database, synced, job.isJournal);
  const pacer = index && paceIndex(index);
  const log = portLog((line) => port.postMessage(line));
  const end = new AbortController();
  let now = job.now;
  /** Why the last transaction failed; null after one that did not. */
  let reason: string | null = null;
  let probe: ReturnType<typeof setTimeout> | undefined;
  let report: ReturnType<typeof setTimeout> | undefined;
  let server: JournalServer | undefined;
  let pruning: Promise<void> | undefined;

  function state(): WriterState {
    const size = journal?.size();
    return {
      reason,
      queued: size?.rows ?? 0,
      setAside: size?.setAside ?? 0,
      bytes: size?.bytes ?? 0,
      oldestMs: size?.oldestMs ?? null,
    };
  }

  function reportSoon(): void {
    report ??= setTimeout(() => {
      report = undefined;
      port.postMessage({ kind: "state", state: state() });
    }, reportMs);
  }

  /** After a failure: writes the same again until it succeeds, since a server that is not ready gets no rows to try. */
  function probeLater(): void {
    probe ??= setTimeout(() => {
      probe = undefined;
      try {
        synced(() => database.exec("UPDATE machine_index SET until_id = until_id"));
        reason = null;
        log.info({ path }, "the disk takes predictions again");
        port.postMessage({ kind: "state", state: state() });
      } catch {
        probeLater();
      }
    }, probeMs);
  }

  function insertPack(pack: RowPack) {
    const inserted = insert(pack);
    journal?.added(inserted.rows);
    return inserted;
  }

  port.postMessage({ kind: "opened", state: state() });
  if (index && job.retentionDays !== undefined) {
    const prune = createSqlitePrune(database, createTransaction(database, { synced: false }), index);
    pruning = keepRetention({
      // deno-lint-ignore require-await -- what throws must reject
      store: { prune: async (query) => prune(query) },
      days: job.retentionDays,
      log,
      now: () => now,
      signal: end.signal,
      ...pruneStep,
    });
  }

  return {
    keep(group, pack, at) {
      now = at;
      try {
        const { refused, rows } = insertPack(pack);
        reason = null;
        port.postMessage({ kind: "kept", group, refused, state: state() });
        pacer?.added(rows);
        server?.changed();
      } catch (cause) {
        const error = toldError(sqliteFault(path, cause));
        if (reason === null) log.error({ reason: error.message }, "predictions cannot be kept");
        reason = error.message;
        port.postMessage({ kind: "lost", group, error, state: state() });
        probeLater();
      }
    },
    clock(at) {
      now = at;
    },
    link(link) {
      server?.close();
      server = serveJournal(link, { journal: journal!, keep: insertPack, onChange: reportSoon });
    },
    async close() {
      end.abort();
      clearTimeout(probe);
      clearTimeout(report);
      pacer?.close();
      server?.close();
      await pruning;
      try {
        index?.finish();
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (cause) {
        log.warn(
          { reason: (cause as Error).message },
          "the log was closed with work left for the next start",
        );
      }
      database.close();
    },
  };
}

/** A store is found by machine; a journal is shipped, and has few rows while its database is there to be asked. */
function partsOf(database: DatabaseSync, synced: Transaction, isJournal: boolean): {
  index?: MachineIndex;
  journal?: SqliteJournal;
  insert: ReturnType<typeof createSqliteInsert>;
} {
  if (isJournal) {
    return { journal: createSqliteJournal(database), insert: createSqliteInsert(database, synced) };
  }
  const index = createMachineIndex(database, createTransaction(database, { synced: false }));
  return { index, insert: createSqliteInsert(database, synced, index) };
}
