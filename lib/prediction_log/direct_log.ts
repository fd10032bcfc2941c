import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import type { Log } from "../log.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import { createCircuit } from "./direct_circuit.ts";
import { createGroupCommit } from "./direct_group_commit.ts";
import { mysqlFault } from "./mysql_fault.ts";
import { openMysqlStore } from "./mysql_prediction_store.ts";
import { keepRetention } from "./mysql_retention.ts";
import type { PredictionLog } from "./prediction_log.ts";

/** How a direct log is opened. */
export interface DirectLogOptions {
  address: MysqlAddress;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A number in [0, 1), for jitter. */
  uniform: () => number;
  /** Transactions under way at once (default 2): more of them are smaller ones. */
  writers?: number;
  /** Connections for reading (default 4). */
  readers?: number;
  /** Milliseconds that an append may wait on a silent server (default 2,000, or what the address says if less). */
  answerMs?: number;
  /** Days that rows are kept (default: for ever). */
  retentionDays?: number;
}

/**
 * A log that commits to MySQL before it answers, for hosts without a disk of their own. Appends that arrive while a
 * transaction is under way go together into the next one.
 *
 * While MySQL is away an append rejects with `LOG_UNAVAILABLE`: the first after `answerMs`, later ones at once, until
 * a probe has found the server to take rows again. An append whose commit was not heard of rejects too, though its
 * rows may be there: a caller that tries again makes new ids, and so a second prediction, never a wrong answer.
 * Where a connection is lost, the same rows are tried once more on another, which adds nothing if they went in.
 * Rows that the server refuses for good reject alone.
 *
 * Opening succeeds while the server is away; `status` tells.
 */
export async function openDirectLog(options: DirectLogOptions): Promise<PredictionLog> {
  const { log, now, uniform, writers = 2, readers = 4, answerMs = 2_000, retentionDays } = options;
  const address = { ...options.address, timeoutMs: Math.min(answerMs, options.address.timeoutMs) };
  const store = openMysqlStore({ address, connections: writers, now });
  const reads = openMysqlStore({ address: options.address, connections: readers, failFastMs: 1_000, now });
  const circuit = createCircuit({ probe: () => store.probe(), log, uniform });
  const commits = createGroupCommit({ store, circuit, writers });
  const stop = new AbortController();
  await store.probe().catch((error) => circuit.open(mysqlFault(error).reason));
  const retention = retentionDays === undefined
    ? Promise.resolve()
    : keepRetention({ store: reads, days: retentionDays, log, now, signal: stop.signal });

  return {
    append: (predictions: readonly StoredPrediction[]) => commits.commit({ predictions, outcomes: [] }),
    recordOutcome: (outcome: StoredOutcome) => commits.commit({ predictions: [], outcomes: [outcome] }),
    find: (id) => reads.find(id),
    findAll: (ids) => reads.findAll(ids),
    list: (query) => reads.list(query),
    machines: (query) => reads.machines(query),
    outcomes: (query) => reads.outcomes(query),
    counts: (query) => reads.counts(query),
    status: () => ({
      writable: circuit.reason() === null && !stop.signal.aborted,
      reason: stop.signal.aborted ? "closed" : circuit.reason(),
      ...commits.report(),
      queued: 0,
      oldest_seconds: 0,
      set_aside: 0,
      journal_bytes: 0,
      journal_max_bytes: 0,
    }),
    async close() {
      if (stop.signal.aborted) return;
      stop.abort();
      await commits.close();
      await Promise.all([circuit.close(), store.close(), reads.close()]);
      await retention;
    },
  };
}
