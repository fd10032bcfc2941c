import { connect } from "../load/connection.ts";
import { loadRequests } from "../load/load_requests.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

// From the start of the process to the end of its first answer, which is stored; the file is in the page cache.
const { server: spec } = serveOptions();
const [request] = await loadRequests(spec.bodies, spec);
const began = performance.now();
const first = async (port: number) => {
  const connection = await connect(port);
  const { status } = await connection.exchange(request);
  connection.close();
  if (status !== 200) throw new Error(`the first prediction was answered ${status}`);
};
await using server = await startMeasured(spec, { ready: first, pollMs: 1 });
const seconds = (performance.now() - began) / 1000;
const { rss_mb } = await processUsage(server.pid);
report(seconds, { start_ms: 1000 * seconds, rss_mb, peak_rss_mb: rss_mb });
