import { deepEqual, ok } from "node:assert/strict";
import { killRounds } from "../../bench/load/kill_rounds.ts";
import { createRandom } from "../../lib/random/random.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { loadServer } from "./load_server.ts";

Deno.test("killed under load again and again, a server has every acknowledged prediction exactly once", async () => {
  await using load = await loadServer();
  await using scratch = await tempFolder();
  const [rounds, connections] = [4, 8];
  const found = await killRounds({
    server: load.spec,
    scratch: scratch.path,
    rounds,
    connections,
    requests: load.requests,
    mostMs: 400,
    random: createRandom(1),
  });
  deepEqual([found.lost, found.twice, found.integrity], [0, 0, "ok"]);
  ok(found.acknowledged > 20, `${found.acknowledged}`);
  ok(found.unheard <= rounds * connections, `${found.unheard}`);
});
