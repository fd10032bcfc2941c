import { startFaultProxy } from "../../tests/support/fault_proxy.ts";
import { startMariadb } from "../../tests/support/mariadb.ts";
import { loadRequests } from "../load/load_requests.ts";
import { loseDatabase } from "../load/lose_database.ts";
import { startMeasured } from "../load/measured_server.ts";
import { processUsage } from "../load/process_usage.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

const { server: spec, number } = serveOptions();
const mariadb = await startMariadb();
const proxy = await startFaultProxy(mariadb.port);
try {
  const databaseUrl = mariadb.url;
  await using server = await startMeasured({
    ...spec,
    env: { ...spec.env, DATABASE_URL: databaseUrl.replace(`:${mariadb.port}/`, `:${proxy.port}/`) },
  });
  const began = performance.now();
  const { fault_p99_ms, ...found } = await loseDatabase({
    port: server.port,
    headers: spec.headers,
    proxy,
    mariadb,
    databaseUrl,
    requests: await loadRequests(spec.bodies, spec),
    connections: number("connections"),
    rate: number("rate"),
    faultSeconds: number("fault_seconds"),
    quietSeconds: number("quiet_seconds"),
    downSeconds: number("down_seconds"),
    say: console.error,
  });
  const seconds = (performance.now() - began) / 1000;
  const { peak_rss_mb } = await processUsage(server.pid);
  const phases = Object.entries(fault_p99_ms).map((
    [name, ms],
  ) => [`${name.replaceAll(/\W/g, "_")}_p99_ms`, ms]);
  report(seconds, { ...found, ...Object.fromEntries(phases), peak_rss_mb });
} finally {
  proxy.close();
  await mariadb.stop();
}
