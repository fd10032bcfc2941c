import process from "node:process";
import { hammer } from "../load/hammer.ts";
import { loadRequests } from "../load/load_requests.ts";
import { startMeasured } from "../load/measured_server.ts";
import { openLoop } from "../load/open_loop.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

// How much a closed loop gets through, and then half of that at a constant arrival rate.
const { server: spec, number } = serveOptions();
const connections = number("connections"), seconds = number("seconds");
await using server = await startMeasured(spec);
const load = { port: server.port, path: spec.path, headers: spec.headers, bodies: spec.bodies, connections };
await hammer({ ...load, seconds: number("warm") });
const most = await hammer({ ...load, seconds: number("warm") });
const rate = most.answers / most.seconds / 2;

const requests = await loadRequests(spec.bodies, spec);
const open = (seconds: number) => openLoop({ port: server.port, connections, requests, rate, seconds });
await open(number("warm"));
const before = process.cpuUsage();
const found = await open(seconds);
const { user, system } = process.cpuUsage(before);
const { peak_rss_mb } = await processUsage(server.pid);
report(found.latencies.quantile(0.99) / 1000, {
  rate,
  most_per_second: 2 * rate,
  p50_ms: found.latencies.quantile(0.5),
  p99_ms: found.latencies.quantile(0.99),
  p999_ms: found.latencies.quantile(0.999),
  not_200: found.answers - (found.statuses[200] ?? 0),
  generator_cpu_us: (user + system) / found.answers,
  peak_rss_mb,
});
