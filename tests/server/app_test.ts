import { deepEqual, equal, match, ok } from "node:assert/strict";
import { FaultlineError } from "../../lib/errors.ts";
import { problemCodes, problemTitles } from "../../server/problem.ts";
import { startCore } from "./core_app.ts";

const html = { accept: "text/html,application/xhtml+xml" };

Deno.test("a path that is none is 404, and a method that is none there is 405 and told which are", async () => {
  await using core = await startCore();
  const ask = async (method: string, path: string) => {
    const response = await core.app.request(path, { method });
    const { code } = method === "HEAD" || response.status === 204 ? { code: null } : await response.json();
    return [response.status, code, response.headers.get("allow")];
  };
  deepEqual(await ask("GET", "/v1/nothing"), [404, "NOT_FOUND", null]);
  deepEqual(await ask("POST", "/v1/predict/"), [404, "NOT_FOUND", null]);
  deepEqual(await ask("GET", "//v1/predict"), [404, "NOT_FOUND", null]);
  deepEqual(await ask("DELETE", "/v1/nothing"), [404, "NOT_FOUND", null]);
  deepEqual(await ask("GET", "/v1/predict"), [405, "METHOD_NOT_ALLOWED", "POST, OPTIONS"]);
  deepEqual(await ask("HEAD", "/v1/predict"), [405, null, "POST, OPTIONS"]);
  deepEqual(await ask("PUT", "/healthz"), [405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"]);
  deepEqual(await ask("BREW", "/sign-in"), [405, "METHOD_NOT_ALLOWED", "GET, HEAD, POST, OPTIONS"]);
  deepEqual(await ask("DELETE", "/v1/predictions/x"), [405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"]);
  deepEqual(await ask("OPTIONS", "/sign-in"), [204, null, "GET, HEAD, POST, OPTIONS"]);
  deepEqual(await ask("OPTIONS", "/v1/nothing"), [404, "NOT_FOUND", null]);
  deepEqual(await ask("HEAD", "/healthz"), [200, null, null]);
});

Deno.test("no other site is ever told that it may read an answer", async () => {
  await using core = await startCore();
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  for (const [path, method] of [["/v1/predict", "OPTIONS"], ["/healthz", "GET"]]) {
    const response = await core.app.request(path, { method, headers });
    deepEqual([...response.headers.keys()].filter((name) => name.startsWith("access-control")), []);
  }
});

Deno.test("a problem is written as RFC 9457 has it", async () => {
  await using core = await startCore();
  const response = await core.app.request("/v1/nothing", {
    headers: { "x-request-id": 'a"b/ü'.slice(0, 4) },
  });
  equal(response.headers.get("content-type"), "application/problem+json");
  deepEqual(await response.json(), {
    type: "urn:faultline:problem:NOT_FOUND",
    title: "There is nothing here",
    status: 404,
    detail: "no route has this path; /docs lists them",
    code: "NOT_FOUND",
    instance: "urn:faultline:request:a%22b%2F",
    errors: [],
  });
  deepEqual(Object.keys(problemTitles), Object.keys(problemCodes));
});

Deno.test("a fault of our own tells nothing and is logged in one line, with its stack and the request's id", async () => {
  await using core = await startCore();
  const response = await core.app.request("/try/fail", { headers: { "x-request-id": "r-1" } });
  equal(response.status, 500);
  const text = await response.text();
  equal(JSON.parse(text).code, "INTERNAL");
  for (const inner of ["secret", "Error:", ".ts", "    at "]) ok(!text.includes(inner), text);
  equal(core.lines.length, 1);
  equal(core.lines[0].trimEnd().split("\n").length, 1);
  const line = JSON.parse(core.lines[0]);
  equal(line.level, "error");
  equal(line.request_id, "r-1");
  equal(line.route, "/try/fail");
  match(line.err.stack, /secret path[^]*core_app\.ts/);
});

Deno.test("whatever is thrown is answered, be it an error or not", async () => {
  await using core = await startCore();
  for (
    const [path, thrown] of [["/try/text", "text"], ["/try/null", null], ["/try/object", { getResponse: 1 }]]
  ) {
    core.app.get(path as string, () => {
      throw thrown;
    });
  }
  for (const path of ["/try/text", "/try/null", "/try/object"]) {
    const response = await core.app.request(path);
    equal(response.status, 500, path);
    equal((await response.json()).code, "INTERNAL");
  }
  equal(core.lines.length, 3);
});

Deno.test("a log that cannot keep a prediction is 503 with the time to try again, and shows no folder", async () => {
  await using core = await startCore();
  let code: "LOG_FULL" | "LOG_UNAVAILABLE" = "LOG_FULL";
  core.app.get("/try/log", () => {
    throw new FaultlineError(code, "/data/journal.sqlite: disk I/O error");
  });
  for (const [wanted, seconds] of [["LOG_FULL", "10"], ["LOG_UNAVAILABLE", "2"]] as const) {
    code = wanted;
    const response = await core.app.request("/try/log");
    equal(response.status, 503);
    equal(response.headers.get("retry-after"), seconds);
    const text = await response.text();
    equal(JSON.parse(text).code, wanted);
    ok(!text.includes("/data"), text);
    match(core.lines.at(-1)!, /"level":"warn".*disk I\/O error/);
  }
});

Deno.test("a person sees a page where a program gets a problem, and text in it stays text", async () => {
  await using core = await startCore();
  const response = await core.app.request("/nothing", { headers: html });
  equal(response.status, 404);
  match(response.headers.get("content-type")!, /^text\/html/);
  match(await response.text(), /<h1>There is nothing here<\/h1>/);
});

Deno.test("a request's id is taken where it is visible ASCII of at most 128 characters, and made where not", async () => {
  await using core = await startCore();
  const idFor = async (given?: string) => {
    const headers = given === undefined ? undefined : { "x-request-id": given };
    return (await core.app.request("/healthz", { headers })).headers.get("x-request-id");
  };
  for (const id of ["a", "7f3c-19/β".slice(0, 8), "!~", "x".repeat(128)]) equal(await idFor(id), id);
  for (const id of [undefined, "", "two words", "x".repeat(129), "tab\tin", "caf\u00e9"]) {
    match((await idFor(id))!, /^[0-9a-f]{8}-[0-9a-f]{4}-7/, `${id}`);
  }
  equal(
    (await core.app.request("/v1/nothing", { headers: { "x-request-id": "r-9" } })).headers.get(
      "x-request-id",
    ),
    "r-9",
  );
});

Deno.test("every answer has the headers that keep browsers from doing more than they should", async () => {
  await using core = await startCore();
  const cases = [["/healthz", {}], ["/v1/nothing", {}], ["/try/fail", {}], ["/metrics", {}]] as const;
  for (const [path, headers] of cases) {
    const response = await core.app.request(path, { headers });
    equal(response.headers.get("x-content-type-options"), "nosniff");
    equal(response.headers.get("cache-control"), "no-store");
    equal(response.headers.get("cross-origin-resource-policy"), "same-origin");
    equal(response.headers.get("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
  }
  const page = await core.app.request("/nothing", { headers: html });
  const policy = page.headers.get("content-security-policy")!;
  const scripts = policy.split("; ").find((rule) => rule.startsWith("script-src"));
  equal(scripts, "script-src 'self'");
  for (
    const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
  ) {
    ok(policy.split("; ").includes(rule), rule);
  }
  equal(page.headers.get("referrer-policy"), "same-origin");
  equal(page.headers.get("cross-origin-opener-policy"), "same-origin");
  ok(!/<script/i.test(await page.text()));
});
