import type { DatabaseSync } from "node:sqlite";
import { type ReaderOrder, type ReaderReport, toldError } from "./log_messages.ts";
import type { LogReads } from "./merged_reads.ts";
import type { MysqlPredictionStore } from "./mysql_prediction_store.ts";
import { promisedReads } from "./promised_reads.ts";
import { sqliteFault } from "./sqlite_fault.ts";
import { createSqliteReads } from "./sqlite_reads.ts";
import { openLogDatabase } from "./sqlite_schema.ts";

/** The thread that a reader runs on, seen from within. */
export interface ReaderPort {
  onmessage: ((event: MessageEvent<ReaderOrder>) => void) | null;
  postMessage(report: ReaderReport): void;
  close(): void;
}

type ReaderJob = ReaderOrder & { kind: "open" };

/** Milliseconds for which questions are refused at once after MySQL did not answer one. */
const failFastMs = 1_000;

/**
 * Runs the reader of a log: a connection that only reads, so that no question, however large its answer, holds up a
 * commit; and with a journal also MySQL, behind it.
 */
export function runLogReader(port: ReaderPort): void {
  let job: ReaderJob | undefined;
  let now = 0;
  let database: DatabaseSync | undefined;
  let store: MysqlPredictionStore | undefined;
  let reads: Promise<LogReads> | undefined;

  async function open({ path, address }: ReaderJob): Promise<LogReads> {
    database = openLogDatabase(path, { readOnly: true });
    const own = createSqliteReads(database);
    if (!address) return promisedReads(own, path);
    const [{ mergeReads }, { openMysqlStore }] = await Promise.all([
      import("./merged_reads.ts"),
      import("./mysql_prediction_store.ts"),
    ]);
    store = openMysqlStore({ address, now: () => now, failFastMs });
    return mergeReads({ journal: own, store });
  }

  port.onmessage = async ({ data: order }) => {
    if (order.kind === "open") {
      job = order;
      now = order.now;
      // At once, so that the first question need not wait; what fails is told, and tried again, with a question.
      reads = open(job);
      reads.catch(() => reads = undefined);
    } else if (order.kind === "ask") {
      now = order.now;
      try {
        const value = await (await (reads ??= open(job!)))[order.question](order.argument as never);
        port.postMessage({ kind: "answer", number: order.number, value });
      } catch (cause) {
        if (!database) reads = undefined;
        const error = toldError(sqliteFault(job!.path, cause));
        port.postMessage({ kind: "error", number: order.number, error });
      }
    } else {
      await store?.close();
      database?.close();
      port.postMessage({ kind: "closed" });
      port.close();
    }
  };
}
