import { DatabaseSync } from "node:sqlite";
import { connect } from "../load/connection.ts";
import { hammer } from "../load/hammer.ts";
import { loadRequests } from "../load/load_requests.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

// Starts a server of either side, asks it some readings, and loads it from a closed loop.
const { server: spec, number, text } = serveOptions();
const connections = number("connections"), seconds = number("seconds"), asked = number("asked");
await using server = await startMeasured(spec);

const requests = await loadRequests(spec.bodies, spec);
const connection = await connect(server.port);
let alarms = 0, sum = 0;
for (const request of requests.slice(0, asked)) {
  const { status, body } = await connection.exchange(request);
  const answer = new TextDecoder().decode(body);
  if (status !== 200) throw new Error(`${spec.path} answered ${status}: ${answer}\n${server.said()}`);
  const probability = probabilityOf(JSON.parse(answer));
  sum += probability;
  if (probability >= Number(text("threshold"))) alarms++;
}
connection.close();

const load = { port: server.port, path: spec.path, headers: spec.headers, bodies: spec.bodies, connections };
const warm = await hammer({ ...load, seconds: number("warm") });
const before = await processUsage(server.pid);
const found = await hammer({ ...load, seconds });
const after = await processUsage(server.pid);
await server.stop();

const cpu_seconds = after.cpu_seconds - before.cpu_seconds;
report(found.seconds / found.answers, {
  generator: found.generator,
  per_second: found.answers / found.seconds,
  p50_ms: found.p50_ms,
  p99_ms: found.p99_ms,
  not_200: warm.not_2xx + found.not_2xx,
  broken: warm.broken + found.broken,
  cpu_us: 1e6 * cpu_seconds / found.answers,
  generator_cpu_us: 1e6 * found.generator_cpu_seconds / found.answers,
  processes: after.processes,
  peak_rss_mb: after.peak_rss_mb,
  cpu_seconds,
  asked,
  alarms,
  mean_probability: sum / asked,
  answered: asked + warm.answers + found.answers,
  stored: storedIn(`${server.scratch}/faultline.db`),
});

/** Ours and FastAPI's name it; MLServer's runtime answers one for each class; an echo has none. */
// deno-lint-ignore no-explicit-any -- whatever a server answers
function probabilityOf(answer: any): number {
  return answer.probability ?? answer.outputs?.[0].data[1] ?? NaN;
}

/** Rows that a stopped server has left; -1 where it keeps none. */
function storedIn(path: string): number {
  try {
    Deno.statSync(path);
  } catch {
    return -1;
  }
  using database = new DatabaseSync(path, { readOnly: true });
  return Number(database.prepare("SELECT count(*) AS rows FROM predictions").get()!.rows);
}
