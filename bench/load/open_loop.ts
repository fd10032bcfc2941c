import { type Answer, connect, type Connection } from "./connection.ts";
import type { LoopResult } from "./closed_loop.ts";
import { createLatencies } from "./latencies.ts";

/** A load that arrives at a constant rate, whether or not the server keeps up. */
export interface OpenLoopOptions {
  port: number;
  /** Connections that are open; a request that finds none idle waits for one. */
  connections: number;
  /** Whole requests, one after the other. */
  requests: readonly Uint8Array[];
  /** Requests a second. */
  rate: number;
  seconds: number;
  /** Sees every answer, which request it answers, and its latency in milliseconds. */
  onAnswer?: (answer: Answer, request: number, ms: number) => void;
}

/**
 * Loads a server at a constant arrival rate. Latencies count from the moment at which a request was due, not from when
 * it was sent: a server that stalls is charged for everyone who would have come meanwhile (no coordinated omission).
 */
export async function openLoop(options: OpenLoopOptions): Promise<LoopResult> {
  const { port, connections, requests, rate, seconds, onAnswer } = options;
  const latencies = createLatencies();
  const statuses: Record<number, number> = {};
  const total = Math.round(rate * seconds);
  const idle = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const open = [...idle];
  const all = Promise.withResolvers<void>();
  let [due, sent, answered] = [0, 0, 0];
  const began = performance.now();
  const dueAt = (number: number) => began + number * 1000 / rate;

  async function ask(connection: Connection): Promise<void> {
    // A connection goes on with what became due meanwhile.
    while (sent < due) {
      const number = sent++;
      const request = number % requests.length;
      const answer = await connection.exchange(requests[request]);
      const ms = performance.now() - dueAt(number);
      latencies.add(ms);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      onAnswer?.(answer, request, ms);
      if (++answered === total) all.resolve();
    }
    idle.push(connection);
  }

  function tick(): void {
    const now = performance.now();
    while (due < total && dueAt(due) <= now) due++;
    for (let more = due - sent; more > 0 && idle.length > 0; more--) ask(idle.pop()!).catch(all.reject);
    if (due < total) setTimeout(tick, dueAt(due) - performance.now());
  }

  tick();
  try {
    await all.promise;
  } finally {
    for (const connection of open) connection.close();
  }
  return { answers: answered, statuses, latencies, seconds: (performance.now() - began) / 1000 };
}
