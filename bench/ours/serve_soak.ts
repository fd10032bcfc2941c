import { createRandom } from "../../lib/random/random.ts";
import { loadRequests } from "../load/load_requests.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { soak } from "../load/soak.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

const { server: spec, number } = serveOptions();
const seconds = number("seconds");
await using server = await startMeasured(spec);
const { growth_mb, ...found } = await soak({
  port: server.port,
  pid: server.pid,
  requests: await loadRequests(spec.bodies, spec),
  clients: number("clients"),
  aborting: number("aborting"),
  rate: number("rate"),
  seconds,
  warmUpSeconds: number("warm"),
  random: createRandom(42),
});
const { peak_rss_mb } = await processUsage(server.pid);
report(seconds, { ...found, growth_mb, peak_rss_mb });
