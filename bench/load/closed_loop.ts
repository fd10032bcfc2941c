import { type Answer, connect, type Connection } from "./connection.ts";
import { createLatencies, type Latencies } from "./latencies.ts";

/** A load of clients that each wait for an answer before they ask again. */
export interface ClosedLoopOptions {
  port: number;
  connections: number;
  /** Whole requests; each client goes through them from a place of its own, so that no two in a row are the same. */
  requests: readonly Uint8Array[];
  /** When it ends. */
  until: () => boolean;
  /** Sees every answer, and which request it answers. */
  onAnswer?: (answer: Answer, request: number) => void;
  /** Milliseconds that each client waits between an answer and its next request (default: none). */
  thinkMs?: number;
  /** Whether a connection that breaks ends its client quietly, as when the server is killed (default: it is an error). */
  mayBreak?: boolean;
}

/** What came of it. */
export interface LoopResult {
  /** Answers of any status. */
  answers: number;
  /** Answers by status. */
  statuses: Record<number, number>;
  latencies: Latencies;
  seconds: number;
}

/** Loads a server from a closed loop of keep-alive connections. */
export async function closedLoop(options: ClosedLoopOptions): Promise<LoopResult> {
  const { port, connections, requests, until, onAnswer, thinkMs = 0, mayBreak = false } = options;
  const latencies = createLatencies();
  const statuses: Record<number, number> = {};
  let answers = 0;

  async function client(connection: Connection, first: number): Promise<void> {
    try {
      for (let i = first; !until(); i = (i + 1) % requests.length) {
        const began = performance.now();
        const answer = await connection.exchange(requests[i]);
        latencies.add(performance.now() - began);
        answers++;
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        onAnswer?.(answer, i);
        if (thinkMs > 0) await new Promise((resolve) => setTimeout(resolve, thinkMs));
      }
    } catch (error) {
      if (!mayBreak) throw error;
    } finally {
      connection.close();
    }
  }

  const opened = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const began = performance.now();
  await Promise.all(
    opened.map((connection, i) => client(connection, Math.floor(i * requests.length / connections))),
  );
  return { answers, statuses, latencies, seconds: (performance.now() - began) / 1000 };
}
