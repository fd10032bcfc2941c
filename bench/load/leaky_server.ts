import { silentLog } from "../../lib/log.ts";
import { readConfig } from "../../server/config.ts";
import { listen } from "../../server/listen.ts";
import { openApp } from "../../server/open_app.ts";

// The server with a leak put in front of it: LEAK_BYTES of every request are kept. Shows that the soak would notice.
const leak = Number(Deno.env.get("LEAK_BYTES"));
const kept: Uint8Array[] = [];
const config = readConfig(Deno.env.get);
const app = await openApp({ config, log: silentLog, accepting: () => true });
listen({
  host: config.host,
  port: config.port,
  handle: async (request, info) => {
    kept.push(new Uint8Array(leak).fill(1));
    return await app.fetch(request, info);
  },
});
