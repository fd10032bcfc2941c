import { deepEqual, equal, match, ok } from "node:assert/strict";
import { bearer, type CoreApp, from, sampleKeys, startCore } from "../core_app.ts";

const keys = sampleKeys();
const closed = () => startCore({ deps: { keys: keys.ring } });

async function ask(
  core: CoreApp,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  address?: string,
) {
  const body = method === "POST" ? "{}" : undefined;
  const response = await core.app.request(
    path,
    { method, headers, body },
    address ? from(address) : undefined,
  );
  const text = await response.text();
  const code = text.startsWith("{") ? JSON.parse(text).code as string : undefined;
  return { status: response.status, code, headers: response.headers };
}

Deno.test("probes and the way in are open; everything else is closed, known or not", async () => {
  await using core = await closed();
  for (const path of ["/healthz", "/readyz", "/sign-in"]) {
    equal((await ask(core, "GET", path)).status, 200, path);
  }
  const closedTo = [
    ...[
      "/",
      "/metrics",
      "/docs",
      "/openapi.json",
      "/v1/model",
      "/v1/predictions",
      "/nothing",
      "/healthz/",
      "/HEALTHZ",
    ],
    ...[
      "/assets",
      "/sign-in/x",
      "//healthz",
      "/healthz%2f..%2fmetrics",
      "/assets/../metrics",
      "/assets/%2e%2e/metrics",
    ],
  ];
  for (const path of closedTo) {
    const { status, code, headers } = await ask(core, "GET", path);
    equal(status, 401, path);
    equal(code, "KEY_MISSING");
    equal(headers.get("www-authenticate"), 'Bearer realm="faultline"');
  }
  for (const path of ["/v1/predict", "/v1/outcomes", "/v1/model/reload", "/invocations", "/nothing"]) {
    equal((await ask(core, "POST", path)).status, 401, path);
  }
});

Deno.test("a key comes as a bearer or as X-API-Key, and nothing else is one", async () => {
  await using core = await closed();
  const status = async (headers: Record<string, string>) =>
    (await ask(core, "GET", "/metrics", headers)).status;
  equal(await status(bearer(keys.reader)), 200);
  equal(await status({ authorization: `bEARER   ${keys.reader} ` }), 200);
  equal(await status({ "x-api-key": keys.reader }), 200);
  equal(await status({ authorization: "Basic abc", "x-api-key": keys.reader }), 200);
  equal(
    await status({ authorization: `Bearer ${keys.reader}`, "x-api-key": "fl_other" }),
    200,
    "the bearer counts",
  );
  for (const header of ["", "Bearer", "Bearer ", keys.reader, `Basic ${btoa(`x:${keys.reader}`)}`]) {
    equal(await status({ authorization: header }), 401, header);
  }
  for (const key of [keys.reader.slice(0, -1), `${keys.reader}x`, "fl_", "x".repeat(10_000), "reader"]) {
    const { status, code, headers } = await ask(core, "GET", "/metrics", bearer(key));
    equal(status, 401);
    equal(code, "KEY_UNKNOWN");
    match(headers.get("www-authenticate")!, /error="invalid_token"/);
  }
  equal((await ask(core, "GET", `/metrics?key=${keys.reader}&access_token=${keys.reader}`)).status, 401);
});

Deno.test("read looks, predict predicts and tells outcomes, admin may do everything", async () => {
  await using core = await closed();
  const allowed = async (method: string, path: string) => {
    const names: string[] = [];
    for (const name of ["reader", "gateway", "admin"] as const) {
      const { status, code, headers } = await ask(core, method, path, bearer(keys[name]));
      if (status !== 403) names.push(name);
      else {
        // Other protocols' errors have no code of ours.
        const coded = method !== "HEAD" && !/^\/(v2|invocations)/.test(path);
        equal(code, coded ? "SCOPE_MISSING" : undefined);
        match(headers.get("www-authenticate")!, /error="insufficient_scope", scope="\w+"/);
      }
    }
    return names;
  };
  for (const path of ["/", "/metrics", "/docs", "/openapi.json", "/v1/model", "/v1/predictions", "/v2"]) {
    deepEqual(await allowed("GET", path), ["reader", "admin"], path);
    deepEqual(await allowed("HEAD", path), ["reader", "admin"], path);
  }
  for (
    const path of ["/v1/predict", "/v1/predict/batch", "/v1/outcomes", "/invocations", "/v2/models/m/infer"]
  ) {
    deepEqual(await allowed("POST", path), ["gateway", "admin"], path);
  }
  deepEqual(await allowed("POST", "/v1/model/reload"), ["admin"]);
  deepEqual(
    await allowed("DELETE", "/v1/predictions/x"),
    ["gateway", "admin"],
    "closed to readers, then 405",
  );
});

Deno.test("without keys everybody may do everything", async () => {
  await using core = await startCore();
  equal((await ask(core, "GET", "/metrics")).status, 200);
  equal((await ask(core, "POST", "/v1/model/reload", { "content-type": "application/json" })).status, 200);
  equal((await ask(core, "GET", "/metrics", bearer("fl_any"))).status, 200);
});

Deno.test("logs name the address of an unknown key, and no key is ever in them", async () => {
  await using core = await closed();
  await ask(core, "GET", "/metrics", bearer("fl_unknown-secret"), "192.0.2.1");
  await ask(core, "GET", "/metrics", bearer(keys.gateway));
  await ask(core, "GET", "/try/fail", bearer(keys.admin));
  equal(core.lines.length, 2);
  match(core.lines[0], /"level":"warn".*"address":"192\.0\.2\.1".*"unknown key"/);
  for (const secret of ["unknown-secret", keys.gateway, keys.admin]) {
    ok(!core.lines.join("").includes(secret));
  }
});

Deno.test("after 30 unknown keys a minute guessing on tells nothing, and who was known before goes on", async () => {
  let time = 0;
  await using core = await startCore({ deps: { keys: keys.ring, now: () => time } });
  const status = async (key: string, address: string) =>
    (await ask(core, "GET", "/metrics", bearer(key), address)).status;
  equal(await status(keys.reader, "192.0.2.1"), 200);
  for (let i = 0; i < 30; i++) equal(await status(`fl_guess-${i}`, "192.0.2.1"), 401);
  const refused = await ask(core, "GET", "/metrics", bearer("fl_guess"), "192.0.2.1");
  equal(refused.status, 429);
  equal(refused.headers.get("retry-after"), "2");
  equal(await status(keys.admin, "192.0.2.1"), 429, "a right guess looks like any other");
  equal(await status(keys.reader, "192.0.2.1"), 200, "a neighbour behind the same address");
  equal(await status(keys.admin, "192.0.2.2"), 200, "another address");
  equal((await ask(core, "GET", "/healthz", bearer("fl_guess"), "192.0.2.1")).status, 200);
  equal(core.lines.length, 30, "and the log does not grow with the guesses");
  time += 2000;
  equal(await status(keys.admin, "192.0.2.1"), 200);
});

Deno.test("X-Forwarded-For is believed for as many hops as there are front ends of ours", async () => {
  const flood = async (trustedProxies: number, forwarded: (i: number) => string) => {
    await using core = await startCore({ deps: { keys: keys.ring, now: () => 0, trustedProxies } });
    let status = 0;
    for (let i = 0; i < 40; i++) {
      const headers = { ...bearer("fl_guess"), "x-forwarded-for": forwarded(i) };
      status = (await ask(core, "GET", "/metrics", headers, "10.0.0.1")).status;
    }
    return status;
  };
  equal(await flood(0, (i) => `192.0.2.${i}`), 429, "a stranger's word");
  equal(await flood(1, (i) => `192.0.2.${i}`), 401, "forty clients behind one front end");
  equal(await flood(1, (i) => `192.0.2.${i}, 198.51.100.7`), 429, "one client that invents others");
  equal(await flood(2, (i) => `192.0.2.${i}, 198.51.100.7`), 401);
});
