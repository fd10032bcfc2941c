import { equal, ok } from "node:assert/strict";
import { type ServerSpec, startMeasured } from "../../bench/load/measured_server.ts";
import { soak, type SoakResult } from "../../bench/load/soak.ts";
import { createRandom } from "../../lib/random/random.ts";
import { type LoadServer, loadServer } from "./load_server.ts";

/** The benchmark's check, at a size that takes seconds. */
async function shortSoak(spec: ServerSpec, { requests }: LoadServer): Promise<SoakResult> {
  await using server = await startMeasured(spec);
  return await soak({
    port: server.port,
    pid: server.pid,
    requests,
    clients: 16,
    aborting: 4,
    rate: 200,
    seconds: 8,
    warmUpSeconds: 4,
    random: createRandom(1),
  });
}

Deno.test("clients that hang up in the middle cost no answer, no 5xx and no memory", async () => {
  await using load = await loadServer();
  const { server_errors, not_200, answers, aborted, growth_mb } = await shortSoak(load.spec, load);
  equal(server_errors + not_200, 0);
  ok(answers > 200 && aborted > 50, `${answers} answers, ${aborted} hung up`);
  ok(growth_mb < 30, `${growth_mb} MB`);
});

Deno.test("the same check notices a leak", async () => {
  await using load = await loadServer({ LEAK_BYTES: "200000" });
  const command = [Deno.execPath(), "run", "-q", "--no-prompt", "-P=bench", "bench/load/leaky_server.ts"];
  const { growth_mb } = await shortSoak({ ...load.spec, command }, load);
  ok(growth_mb > 30, `${growth_mb} MB`);
});
