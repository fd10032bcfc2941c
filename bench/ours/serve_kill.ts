import { createRandom } from "../../lib/random/random.ts";
import { killRounds } from "../load/kill_rounds.ts";
import { loadRequests } from "../load/load_requests.ts";
import { report } from "./report.ts";
import { serveOptions } from "./serve_options.ts";

const { server, number } = serveOptions();
const scratch = await Deno.makeTempDir({ prefix: "faultline-load-" });
try {
  const began = performance.now();
  const found = await killRounds({
    server,
    scratch,
    rounds: number("rounds"),
    connections: number("connections"),
    requests: await loadRequests(server.bodies, server),
    mostMs: number("most_ms"),
    random: createRandom(42),
  });
  report((performance.now() - began) / 1000, { ...found });
} finally {
  await Deno.remove(scratch, { recursive: true });
}
