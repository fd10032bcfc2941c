import { equal } from "node:assert/strict";
import { bearer, sampleKeys, startCore } from "../core_app.ts";

const keys = sampleKeys();
const host = { host: "plant.example:5000" };

Deno.test("a browser's POST is taken from our own pages alone, with a session or without any keys", async () => {
  await using open = await startCore();
  await using closed = await startCore({ deps: { keys: keys.ring } });
  const principal = closed.deps.keys!.principalOf(keys.admin)!;
  const cookie = `faultline_session=${closed.deps.sessions.begin(principal)}`;
  const cases: [Record<string, string>, boolean][] = [
    [{ origin: "http://plant.example:5000" }, true],
    [{ origin: "https://plant.example:5000" }, true],
    [{ "sec-fetch-site": "same-origin", origin: "https://renamed.example" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{ origin: "http://evil.example" }, false],
    [{ origin: "http://plant.example" }, false],
    [{ origin: "http://plant.example:5000.evil.example" }, false],
    [{ origin: "null" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "http://plant.example:5000" }, false],
  ];
  for (const [headers, taken] of cases) {
    for (const [core, more] of [[open, {}], [closed, { cookie }]] as const) {
      const init = { method: "POST", body: "1", headers: { ...host, ...headers, ...more } };
      const response = await core.app.request("/try/echo", init);
      equal(response.status, taken ? 200 : 403, JSON.stringify(headers));
      if (!taken) equal((await response.json()).code, "ORIGIN_FOREIGN");
    }
  }
  const post = (headers: Record<string, string>, core = closed) =>
    core.app.request("/try/echo", { method: "POST", body: "1", headers: { ...host, ...headers } });
  equal((await post({ cookie })).status, 403, "every browser says where it comes from");
  equal((await post({}, open)).status, 200, "a program without keys");
  equal(
    (await post({ ...bearer(keys.gateway), origin: "http://evil.example" })).status,
    200,
    "a key in a header",
  );
});

Deno.test("on loopback without keys only the machine's own names are answered to", async () => {
  await using core = await startCore({ deps: { hosts: ["localhost", "127.0.0.1", "[::1]"] } });
  const status = async (host: string) => (await core.app.request("/healthz", { headers: { host } })).status;
  for (const name of ["localhost", "LOCALHOST:5000", "127.0.0.1:5000", "[::1]:5000", "[::1]"]) {
    equal(await status(name), 200, name);
  }
  for (
    const name of [
      "evil.example",
      "evil.example:5000",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "",
    ]
  ) {
    equal(await status(name), 421, name);
  }
  const response = await core.app.request("/healthz", { headers: { host: "evil.example" } });
  equal((await response.json()).code, "HOST_FOREIGN");
});
