import { deepEqual, equal, match, ok } from "node:assert/strict";
import { type CoreApp, from, sampleKeys, startCore } from "../core_app.ts";

const keys = sampleKeys();
const closed = () => startCore({ deps: { keys: keys.ring } });
const html = { accept: "text/html" };

function signIn(
  core: CoreApp,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  address = "192.0.2.1",
) {
  return core.app.request(
    "/sign-in",
    { method: "POST", body: new URLSearchParams(fields), headers },
    from(address),
  );
}

/** Name and value of the cookie that an answer sets, and its attributes. */
function cookieOf(response: Response): { pair: string; attributes: string[] } {
  const [pair, ...attributes] = response.headers.get("set-cookie")!.split("; ");
  return { pair, attributes: attributes.map((attribute) => attribute.toLowerCase()) };
}

Deno.test("a person is led to the form, in with a key, to where they wanted, and out", async () => {
  await using core = await closed();
  const asked = await core.app.request("/metrics?days=3", { headers: html });
  equal(asked.status, 303);
  equal(asked.headers.get("location"), "/sign-in?to=%2Fmetrics%3Fdays%3D3");
  const form = await core.app.request(asked.headers.get("location")!, { headers: html });
  equal(form.status, 200);
  match(await form.text(), /<input type="hidden" name="to" value="\/metrics\?days=3">/);

  const entered = await signIn(core, { key: ` ${keys.reader}\n`, to: "/metrics?days=3" });
  equal(entered.status, 303);
  equal(entered.headers.get("location"), "/metrics?days=3");
  const { pair, attributes } = cookieOf(entered);
  deepEqual(attributes.sort(), ["httponly", "max-age=43200", "path=/", "samesite=strict"]);
  ok(!pair.includes(keys.reader));

  const cookie = { cookie: pair };
  equal((await core.app.request("/metrics", { headers: { ...html, ...cookie } })).status, 200);
  equal((await core.app.request("/sign-in", { headers: cookie })).headers.get("location"), "/");
  const left = await core.app.request("/sign-out", {
    method: "POST",
    headers: { ...cookie, "sec-fetch-site": "same-origin" },
  });
  equal(left.status, 303);
  ok(cookieOf(left).attributes.includes("max-age=0"));
  equal(
    (await core.app.request("/metrics", { headers: cookie })).status,
    401,
    "the session is over, not only its cookie",
  );
  match(core.lines.join(""), /"key":"reader".*"signed in"/);
  ok(!core.lines.join("").includes(keys.reader));
});

Deno.test("the cookie is for TLS alone where the browser came over it", async () => {
  await using core = await closed();
  const over = async (headers: Record<string, string>) =>
    cookieOf(await signIn(core, { key: keys.reader }, headers)).attributes.includes("secure");
  equal(await over({}), false);
  equal(await over({ "x-forwarded-proto": "https" }), true);
  equal(await over({ "x-forwarded-proto": "https, http" }), true);
});

Deno.test("a session gives what its key gives, and a second sign-in ends the first", async () => {
  await using core = await closed();
  const first = cookieOf(await signIn(core, { key: keys.reader })).pair;
  const second =
    cookieOf(await signIn(core, { key: keys.admin }, { cookie: first, "sec-fetch-site": "same-origin" }))
      .pair;
  const status = async (cookie: string, method = "GET", path = "/metrics") => {
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    return (await core.app.request(path, { method, headers, body: method === "POST" ? "1" : undefined }))
      .status;
  };
  equal(await status(first), 401);
  equal(await status(second), 200);
  equal(await status(second, "POST", "/try/echo"), 200);
  const reader = cookieOf(await signIn(core, { key: keys.reader })).pair;
  equal(await status(reader, "POST", "/try/echo"), 403, "a reader's session does not predict");
  equal(await status("faultline_session=guess"), 401);
  equal(await status("faultline_session="), 401);
});

Deno.test("a wrong key, or one that may not look, is refused on the form, and nothing is echoed", async () => {
  await using core = await closed();
  const hostile = '"><script>alert(1)</script>';
  const wrong = await signIn(core, { key: hostile, to: `/x${hostile}` });
  equal(wrong.status, 401);
  const text = await wrong.text();
  match(text, /role="alert"/);
  ok(!text.includes("<script"), text);
  equal(wrong.headers.get("set-cookie"), null);
  equal((await signIn(core, { key: keys.gateway })).status, 403);
  equal((await signIn(core, {})).status, 401);
  ok(!core.lines.join("").includes("alert(1)"));
});

Deno.test("nobody is led out of this server, whatever the form says", async () => {
  await using core = await closed();
  for (
    const to of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/\t/evil.example",
      "",
      "/a b",
      "evil",
    ]
  ) {
    equal((await signIn(core, { key: keys.reader, to })).headers.get("location"), "/", to);
  }
});

Deno.test("guessing in the form is as slow as guessing in a header, and counts together with it", async () => {
  await using core = await startCore({ deps: { keys: keys.ring, now: () => 0 } });
  for (let i = 0; i < 15; i++) {
    equal((await signIn(core, { key: `guess ${i}` })).status, 401);
    const headers = { "x-api-key": `guess-${i}` };
    equal((await core.app.request("/metrics", { headers }, from("192.0.2.1"))).status, 401);
  }
  const refused = await signIn(core, { key: keys.reader });
  equal(refused.status, 429);
  equal(refused.headers.get("retry-after"), "2");
  match(await refused.text(), /Try again in 2 s/);
  equal((await signIn(core, { key: keys.reader }, {}, "192.0.2.2")).status, 303);
});

Deno.test("a form of another kind or size, or from another site, is none", async () => {
  await using core = await closed();
  const post = async (body: BodyInit, headers: Record<string, string>) => {
    const response = await core.app.request("/sign-in", { method: "POST", body, headers });
    return [response.status, (await response.json()).code];
  };
  const form = { "content-type": "application/x-www-form-urlencoded" };
  deepEqual(await post(`key=${keys.reader}`, { "content-type": "text/plain" }), [
    415,
    "MEDIA_TYPE_UNSUPPORTED",
  ]);
  deepEqual(await post("key=" + "x".repeat(20_000), form), [413, "BODY_TOO_LARGE"]);
  deepEqual(await post(`key=${keys.reader}`, { ...form, origin: "http://evil.example" }), [
    403,
    "ORIGIN_FOREIGN",
  ]);
});

Deno.test("without keys nobody has to sign in", async () => {
  await using core = await startCore();
  equal((await core.app.request("/sign-in?to=/docs")).headers.get("location"), "/docs");
  equal((await signIn(core, { to: "/docs" })).headers.get("location"), "/docs");
});
