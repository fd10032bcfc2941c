import { DatabaseSync } from "node:sqlite";
import { connect, type Connection, requestBytes } from "../load/connection.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

// Batches of one format, from clients that each wait for an answer before they send the next.
const { server: spec, number, text } = serveOptions();
const format = text("format"),
  rows = number("rows"),
  batches = number("batches"),
  clients = number("clients");
const lines = (await Deno.readTextFile(spec.bodies)).split("\n").slice(0, rows);
const { body, type } = batchOf(format);
const request = requestBytes({
  method: "POST",
  path: "/v1/predict/batch",
  headers: { ...spec.headers, "Content-Type": type },
  body: new TextEncoder().encode(body),
});

await using server = await startMeasured(spec);
const connections = await Promise.all(Array.from({ length: clients }, () => connect(server.port)));
let answered = 0;
async function ask(connection: Connection): Promise<void> {
  const { status, body } = await connection.exchange(request);
  const answer = new TextDecoder().decode(body);
  if (status !== 200) throw new Error(`a batch was answered ${status}: ${answer.slice(0, 1000)}`);
  answered += answersIn(answer);
}
/** Batches of one client alone: how long each took, in milliseconds, the shortest first. */
async function alone(count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await ask(connections[0]);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}
const warm = number("warm");
await alone(warm);
const times = await alone(warm);

const before = await processUsage(server.pid);
const began = performance.now();
let sent = 0;
await Promise.all(connections.map(async (connection) => {
  while (sent++ < batches) await ask(connection);
}));
const seconds = (performance.now() - began) / 1000;
const after = await processUsage(server.pid);
for (const connection of connections) connection.close();
await server.stop();
using database = new DatabaseSync(`${server.scratch}/faultline.db`, { readOnly: true });
const stored = Number(database.prepare("SELECT count(*) AS rows FROM predictions").get()!.rows);
report(seconds / batches, {
  rows_per_second: batches * rows / seconds,
  alone_ms: times[times.length >> 1],
  cpu_us: 1e6 * (after.cpu_seconds - before.cpu_seconds) / (batches * rows),
  body_mb: request.length / 1e6,
  answered,
  stored,
  asked: rows * (batches + 2 * warm),
  peak_rss_mb: after.peak_rss_mb,
});

function batchOf(format: string): { body: string; type: string } {
  switch (format) {
    case "JSON":
      return { body: `[${lines.join(",")}]`, type: "application/json" };
    case "NDJSON":
      return { body: lines.join("\n") + "\n", type: "application/x-ndjson" };
    default: {
      const readings = lines.map((line) => JSON.parse(line));
      const table = [Object.keys(readings[0]), ...readings.map((reading) => Object.values(reading))];
      return { body: table.map((row) => row.join(",") + "\n").join(""), type: "text/csv" };
    }
  }
}

/** Rows that were answered with a prediction. */
function answersIn(answer: string): number {
  return answer.match(format === "CSV" ? /^[0-9a-f]{8}-/gm : /"probability":/g)?.length ?? 0;
}
