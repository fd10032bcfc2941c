import type { Random } from "../../lib/random/random.ts";
import { spread } from "../results.ts";
import { closedLoop } from "./closed_loop.ts";
import { connect } from "./connection.ts";
import { processUsage } from "./process_usage.ts";

/** A long load, a part of whose clients go away in the middle of a request. */
export interface SoakOptions {
  port: number;
  /** Process whose memory is watched, with all below it. */
  pid: number;
  requests: readonly Uint8Array[];
  /** Clients in all, and how many of them go away. */
  clients: number;
  aborting: number;
  /** Requests a second of all clients that stay. */
  rate: number;
  seconds: number;
  /** Until then memory may grow. */
  warmUpSeconds: number;
  random: Random;
}

/** What came of it. */
export interface SoakResult {
  answers: number;
  /** Answers of status 500 and above. */
  server_errors: number;
  /** Answers to clients that stayed which were not 200. */
  not_200: number;
  aborted: number;
  /** Resident memory after the warm-up and at the end, each the median of an eighth of all samples after it. */
  rss_warm_mb: number;
  rss_end_mb: number;
  growth_mb: number;
  p99_ms: number;
}

/**
 * Loads a server for a while, a part of the clients hanging up after half a request, or without waiting for the answer,
 * and looks how its memory goes.
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { port, pid, requests, clients, aborting, rate, seconds, warmUpSeconds, random } = options;
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  const isOver = () => passed() >= seconds;
  const staying = clients - aborting;
  let aborted = 0;

  async function goAway(): Promise<void> {
    while (!isOver()) {
      const request = requests[Math.floor(random.uniform() * requests.length)];
      const connection = await connect(port);
      // Nothing, some of the head, some of the body, or all of it.
      const sent = random.uniform() < 0.5 ? request.length : Math.floor(random.uniform() * request.length);
      await connection.send(request.subarray(0, sent)).catch(() => {});
      if (random.uniform() < 0.5) await pause(5 * random.uniform());
      connection.close();
      aborted++;
      // Each leaves a port behind for a minute, and there are some ten thousand.
      await pause(100);
    }
  }

  const samples: number[] = [];
  async function watch(): Promise<void> {
    const every = Math.min(2000, 1000 * (seconds - warmUpSeconds) / 24);
    while (!isOver()) {
      if (passed() >= warmUpSeconds) samples.push((await processUsage(pid)).rss_mb);
      await pause(every);
    }
  }

  const [loop] = await Promise.all([
    closedLoop({ port, connections: staying, requests, until: isOver, thinkMs: 1000 * staying / rate }),
    watch(),
    ...Array.from({ length: aborting }, goAway),
  ]);
  const eighth = Math.max(1, samples.length >> 3);
  const [warm, end] = [samples.slice(0, eighth), samples.slice(-eighth)].map((some) => spread(some).median);
  const count = (isSo: (status: number) => boolean) =>
    Object.entries(loop.statuses).reduce((sum, [status, n]) => isSo(Number(status)) ? sum + n : sum, 0);
  return {
    answers: loop.answers,
    server_errors: count((status) => status >= 500),
    not_200: count((status) => status !== 200),
    aborted,
    rss_warm_mb: warm,
    rss_end_mb: end,
    growth_mb: end - warm,
    p99_ms: loop.latencies.quantile(0.99),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
