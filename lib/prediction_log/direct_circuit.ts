import type { Log } from "../log.ts";
import { mysqlFault } from "./mysql_fault.ts";
import { backOffMs } from "./ship_back_off.ts";
import { pause } from "./ship_pause.ts";

/** Whether it is worth asking a database at all. */
export interface Circuit {
  /** Why not; null while it is. */
  reason(): string | null;
  /** Asks no more until a probe has succeeded. */
  open(reason: string): void;
  /** Probes no more. */
  close(): Promise<void>;
}

/** How a circuit finds out that the database is back. */
export interface CircuitOptions {
  /** Fulfilled when the database would take rows. */
  probe: () => Promise<void>;
  log: Log;
  /** A number in [0, 1), for the jitter. */
  uniform: () => number;
}

/**
 * Makes a circuit breaker. Open, it probes by itself, after waits that grow to five seconds: a server that is not
 * ready gets no more requests that could find out.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { silentLog } from "../log.ts";
 * const circuit = createCircuit({ probe: () => Promise.resolve(), log: silentLog, uniform: () => 0 });
 * circuit.open("connection refused");
 * equal(circuit.reason(), "connection refused");
 * await circuit.close();
 * ```
 */
export function createCircuit({ probe, log, uniform }: CircuitOptions): Circuit {
  const stop = new AbortController();
  let reason: string | null = null;
  let probing = Promise.resolve();

  async function probeUntilBack() {
    for (let failures = 1;; failures++) {
      await pause(backOffMs({ failures, uniform }), stop.signal);
      if (stop.signal.aborted) return;
      try {
        await probe();
        reason = null;
        log.info("database back: predictions are taken again");
        return;
      } catch (error) {
        const last = mysqlFault(error).reason;
        if (last !== reason && !stop.signal.aborted) log.warn({ reason: last }, "database still away");
        reason = last;
      }
    }
  }

  return {
    reason: () => reason,
    open(why) {
      if (reason !== null || stop.signal.aborted) return;
      reason = why;
      log.warn({ reason }, "database away: predictions are refused until it is back");
      probing = probeUntilBack();
    },
    close() {
      stop.abort();
      return probing;
    },
  };
}
