import type { Log } from "../log.ts";
import { mysqlFault } from "./mysql_fault.ts";
import type { PredictionStore } from "./prediction_store.ts";
import { pause } from "./ship_pause.ts";

/** What is kept, and for how long. */
export interface RetentionOptions {
  store: Pick<PredictionStore, "prune">;
  /** Days that predictions and outcomes are kept. */
  days: number;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  signal: AbortSignal;
  /** Rows removed by one transaction (default 1,000), and milliseconds between two of them (default 100). */
  batchRows?: number;
  breathMs?: number;
  /** Milliseconds from one round to the next (default an hour). */
  roundMs?: number;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Removes what is older than some days, at once and then every hour, in small transactions with a breath between them,
 * so that inserts go on beside it. A round that fails is left for the next one. Fulfilled once the signal aborts.
 *
 * @example
 * ```ts
 * import { silentLog } from "../log.ts";
 * const store = { prune: () => Promise.resolve(0) };
 * await keepRetention({ store, days: 30, log: silentLog, now: () => 0, signal: AbortSignal.abort() });
 * ```
 */
export async function keepRetention(options: RetentionOptions): Promise<void> {
  const { store, days, log, now, signal } = options;
  const { batchRows = 1_000, breathMs = 100, roundMs = 60 * 60 * 1000 } = options;
  while (!signal.aborted) {
    let removed = 0;
    try {
      for (let gone = 1; gone > 0 && !signal.aborted;) {
        gone = await store.prune({ before: now() - days * day, limit: batchRows });
        removed += gone;
        if (gone > 0) await pause(breathMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ reason: mysqlFault(error).reason }, "old predictions not removed");
    }
    if (removed > 0) log.info({ rows: removed, days }, "old predictions removed");
    await pause(roundMs, signal);
  }
}
