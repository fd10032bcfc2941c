import { equal, match } from "node:assert/strict";
import { bearer, from, sampleKeys, startCore } from "../core_app.ts";

const keys = sampleKeys();

Deno.test("each key has its own rate, probes are free, and the answer says how long to wait", async () => {
  let time = 0;
  await using core = await startCore({
    limits: { ratePerMinute: 3 },
    deps: { keys: keys.ring, now: () => time },
  });
  const ask = (key: string, path = "/v1/model") => core.app.request(path, { headers: bearer(key) });
  for (let i = 0; i < 3; i++) equal((await ask(keys.reader)).status, 200);
  const refused = await ask(keys.reader);
  equal(refused.status, 429);
  equal(refused.headers.get("retry-after"), "20");
  const { code, detail } = await refused.json();
  equal(code, "RATE_LIMITED");
  match(detail, /more than 3 requests a minute/);
  equal((await ask(keys.admin)).status, 200);
  for (let i = 0; i < 10; i++) equal((await ask(keys.reader, "/healthz")).status, 200);
  time = 20_000;
  equal((await ask(keys.reader)).status, 200);
  equal((await ask(keys.reader)).status, 429);
});

Deno.test("without keys each address has its own rate, and all of an IPv6 network share one", async () => {
  await using core = await startCore({ limits: { ratePerMinute: 2 }, deps: { now: () => 0 } });
  const ask = async (address: string) => (await core.app.request("/v1/model", {}, from(address))).status;
  equal([await ask("192.0.2.1"), await ask("192.0.2.1"), await ask("192.0.2.1")].join(), "200,200,429");
  equal(await ask("::ffff:192.0.2.1"), 429);
  equal(await ask("192.0.2.2"), 200);
  equal([await ask("2001:db8::1"), await ask("2001:db8::2"), await ask("2001:db8::3")].join(), "200,200,429");
});

Deno.test("a rate of 0 is no limit", async () => {
  await using core = await startCore({ limits: { ratePerMinute: 0 } });
  for (let i = 0; i < 200; i++) equal((await core.app.request("/v1/model")).status, 200);
});
