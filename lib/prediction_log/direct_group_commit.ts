import { FaultlineError } from "../errors.ts";
import type { Circuit } from "./direct_circuit.ts";
import { mysqlFault } from "./mysql_fault.ts";
import type { PredictionStore, StoreRows } from "./prediction_store.ts";

/** Commits what arrives meanwhile together. */
export interface GroupCommit {
  /** Fulfilled once the rows are committed. */
  commit(rows: StoreRows): Promise<void>;
  /** Rows committed; attempts made again. */
  report(): { written: number; retried: number };
  /** Refuses what comes from now on; fulfilled once all that came before is settled. */
  close(): Promise<void>;
}

/** What group commit stands on. */
export interface GroupCommitOptions {
  store: Pick<PredictionStore, "insert">;
  circuit: Pick<Circuit, "reason" | "open">;
  /** Transactions under way at once. */
  writers: number;
  /** Rows of a group at most (default 1,024); rows given together stay together, however many. */
  groupRows?: number;
  /** Rows that may wait (default 65,536): a server too slow for its callers must not fill the memory. */
  mostWaiting?: number;
}

/** Rows that came together, and who waits for them. */
interface Waiting {
  rows: StoreRows;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Attempts at one transaction at most, the first included. */
const mostAttempts = 3;

/** Makes a group commit: each free writer takes all that waits, so that groups grow as the database slows. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { store, circuit, writers, groupRows = 1_024, mostWaiting = 65_536 } = options;
  let waiting: Waiting[] = [];
  let waitingRows = 0;
  let writing = 0;
  let closed = false;
  let written = 0;
  let retried = 0;
  let onIdle = () => {};

  function takeGroup(): Waiting[] {
    let rows = 0;
    let end = 0;
    while (end < waiting.length && (end === 0 || rows + countOf(waiting[end].rows) <= groupRows)) {
      rows += countOf(waiting[end++].rows);
    }
    waitingRows -= rows;
    return waiting.splice(0, end);
  }

  function start() {
    while (writing < writers && waiting.length > 0) {
      writing++;
      commitGroup(takeGroup()).finally(() => {
        writing--;
        start();
        if (writing === 0) onIdle();
      });
    }
  }

  async function commitGroup(group: Waiting[]): Promise<void> {
    try {
      await insert(merge(group));
      for (const { rows, resolve } of group) {
        written += countOf(rows);
        resolve();
      }
    } catch (error) {
      const { kind } = mysqlFault(error);
      const isTheirs = kind === "row" || kind === "unknown";
      if (isTheirs && group.length > 1) {
        for (const one of group) await commitGroup([one]);
        return;
      }
      for (const { reject } of group) reject(unavailable(error));
      if (kind === "away" || kind === "refused") giveUp(error);
    }
  }

  /** Tries again what the server undid, and, on another connection, what a lost one leaves in doubt. */
  async function insert(rows: StoreRows): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        return await store.insert(rows);
      } catch (error) {
        const { kind } = mysqlFault(error);
        const again = kind === "busy" || (kind === "away" && attempt === 1 && !isSilence(error));
        if (!again || attempt === mostAttempts) throw error;
        retried++;
      }
    }
  }

  function giveUp(error: unknown) {
    circuit.open(mysqlFault(error).reason);
    const refused = waiting;
    waiting = [];
    waitingRows = 0;
    for (const { reject } of refused) reject(unavailable(error));
  }

  return {
    commit(rows) {
      const reason = closed ? "it is closed" : circuit.reason();
      if (reason !== null) return Promise.reject(unavailable(new Error(reason)));
      const count = countOf(rows);
      if (waiting.length > 0 && waitingRows + count > mostWaiting) {
        return Promise.reject(unavailable(new Error(`${waitingRows} rows wait for MySQL already`)));
      }
      waitingRows += count;
      const done = new Promise<void>((resolve, reject) => waiting.push({ rows, resolve, reject }));
      start();
      return done;
    },
    report: () => ({ written, retried }),
    async close() {
      closed = true;
      if (writing > 0) await new Promise<void>((resolve) => onIdle = resolve);
    },
  };
}

function countOf({ predictions, outcomes }: StoreRows): number {
  return predictions.length + outcomes.length;
}

function merge(group: readonly Waiting[]): StoreRows {
  if (group.length === 1) return group[0].rows;
  return {
    predictions: group.flatMap(({ rows }) => rows.predictions),
    outcomes: group.flatMap(({ rows }) => rows.outcomes),
  };
}

/** A silent server would be as silent on another connection. */
function isSilence(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof FaultlineError && cause.code === "SOURCE_TIMEOUT") return true;
  }
  return false;
}

function unavailable(cause: unknown): FaultlineError {
  return new FaultlineError(
    "LOG_UNAVAILABLE",
    `the prediction log cannot take rows now: ${(cause as Error).message}`,
    {
      cause,
    },
  );
}
