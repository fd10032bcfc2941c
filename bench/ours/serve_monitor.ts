import { connect, requestBytes } from "../load/connection.ts";
import { loadRequests } from "../load/load_requests.ts";
import { startMeasured } from "../load/measured_server.ts";
import type { LoopResult } from "../load/closed_loop.ts";
import { openLoop } from "../load/open_loop.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

// Predictions at a constant rate, in turns quiet and while one report after the other is made over all that is stored.
const { server: spec, number } = serveOptions();
const connections = number("connections"), rate = number("rate"), seconds = number("seconds");
const stored = number("stored"), batchRows = number("batch");
await using server = await startMeasured(spec);
const lines = (await Deno.readTextFile(spec.bodies)).trim().split("\n");
const api = await connect(server.port);

const batch = requestBytes({
  method: "POST",
  path: "/v1/predict/batch",
  headers: { ...spec.headers, "Content-Type": "application/x-ndjson" },
  body: new TextEncoder().encode(lines.slice(0, batchRows).join("\n") + "\n"),
});
for (let rows = 0; rows < stored; rows += batchRows) {
  const { status } = await api.exchange(batch);
  if (status !== 200) throw new Error(`a batch was answered ${status}`);
}

const requests = await loadRequests(spec.bodies, spec);
const load = (seconds: number) => openLoop({ port: server.port, connections, requests, rate, seconds });
await load(number("warm"));
const before = (await processUsage(server.pid)).peak_rss_mb;
const reports: { seconds: number; stored: number; read: number }[] = [];
/** Asks for one report after the other until it is told to stop. */
async function askForReports(isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    // Each question reads otherwise, so that none is answered from what is kept.
    const start = performance.now();
    const { status, body } = await api.exchange(requestBytes({
      method: "GET",
      path: `/v1/drift?since=${86_400 + reports.length}s`,
      headers: spec.headers,
      body: new Uint8Array(),
    }));
    if (status !== 200) throw new Error(`a report was answered ${status}: ${new TextDecoder().decode(body)}`);
    const { window } = JSON.parse(new TextDecoder().decode(body));
    reports.push({ seconds: (performance.now() - start) / 1000, stored: window.stored, read: window.read });
  }
}

// In turns, so that what else the machine and its disk do falls on both alike.
const rounds: { quiet: LoopResult; busy: LoopResult }[] = [];
for (let round = 0; round < number("rounds"); round++) {
  const quiet = await load(seconds);
  let isOver = false;
  const asking = askForReports(() => isOver);
  const busy = await load(seconds);
  isOver = true;
  await asking;
  rounds.push({ quiet, busy });
}
api.close();
const { peak_rss_mb } = await processUsage(server.pid);
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
const quantile = (kind: "quiet" | "busy", share: number) =>
  median(rounds.map((round) => round[kind].latencies.quantile(share)));
const p99 = { quiet: quantile("quiet", 0.99), busy: quantile("busy", 0.99) };
const reportSeconds = median(reports.map((report) => report.seconds));
report(reportSeconds, {
  rate,
  reports: reports.length,
  stored: reports[0].stored,
  read: reports[0].read,
  report_s: reportSeconds,
  quiet_p99_ms: p99.quiet,
  busy_p99_ms: p99.busy,
  p99_ratio: p99.busy / p99.quiet,
  busy_p50_ms: quantile("busy", 0.5),
  not_200: rounds.flatMap(({ quiet, busy }) => [quiet, busy])
    .reduce((sum, { answers, statuses }) => sum + answers - (statuses[200] ?? 0), 0),
  rss_before_mb: before,
  peak_rss_mb,
});
