import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createServer } from "node:net";
import type { FaultlineError } from "../../../lib/errors.ts";
import { createMlflowHttp, type MlflowHttpOptions } from "../../../lib/tracking/mlflow_http.ts";
import { isAbsentEndpoint, isUnknownThing } from "../../../lib/tracking/refusal.ts";

/** A client that hears the given answers in turn, and the waits between its attempts. */
function clientHearing(
  answers: (Response | Error | "hang")[],
  options: Partial<MlflowHttpOptions> = {},
) {
  const waits: number[] = [];
  const requests: Request[] = [];
  const http = createMlflowHttp({
    address: { uri: "http://mlflow.example/team", authorization: "Bearer t0ken" },
    random: () => 0,
    sleep: (ms) => Promise.resolve(void waits.push(ms)),
    fetch: (input, init) => {
      requests.push(new Request(input as string, { ...init, signal: null }));
      const answer = answers.shift()!;
      if (answer === "hang") {
        return new Promise((_, reject) =>
          init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason))
        );
      }
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    ...options,
  });
  return { http, waits, requests };
}

const mlflowError = (status: number, error_code: string, message = "why") =>
  Response.json({ error_code, message }, { status });
const broken = () =>
  new TypeError("error sending request", { cause: new Error("Connection refused (os error 111)") });

async function refused(work: Promise<unknown>, code: string, pattern: RegExp) {
  await rejects(work, (error: FaultlineError) => {
    equal(error.code, code, Deno.inspect(error));
    match(error.message, pattern);
    ok(!error.message.includes("\n"));
    return true;
  });
}

Deno.test("paths, queries, bodies and the header arrive as MLflow takes them", async () => {
  const { http, requests } = clientHearing(Array.from({ length: 6 }, () => Response.json({ a: 1 })));
  deepEqual(await http.get("experiments/get-by-name", { experiment_name: "a b&c" }), { a: 1 });
  await http.post("runs/create", { x: "ü" });
  await http.patch("logged-models/m-1", {});
  await http.delete("registered-models/alias", { alias: "a" });
  await http.putArtifact("1/a b/ü#.txt", new Uint8Array([1, 2]));
  await http.getFile("model-versions/get-artifact", { path: "a/b" });
  const base = "http://mlflow.example/team";
  deepEqual(requests.map(({ method, url }) => [method, url]), [
    ["GET", `${base}/api/2.0/mlflow/experiments/get-by-name?experiment_name=a+b%26c`],
    ["POST", `${base}/api/2.0/mlflow/runs/create`],
    ["PATCH", `${base}/api/2.0/mlflow/logged-models/m-1`],
    ["DELETE", `${base}/api/2.0/mlflow/registered-models/alias`],
    ["PUT", `${base}/api/2.0/mlflow-artifacts/artifacts/1/a%20b/%C3%BC%23.txt`],
    ["GET", `${base}/model-versions/get-artifact?path=a%2Fb`],
  ]);
  deepEqual(await requests[1].json(), { x: "ü" });
  deepEqual(await requests[4].bytes(), new Uint8Array([1, 2]));
  ok(requests.every(({ headers }) => headers.get("authorization") === "Bearer t0ken"));
});

Deno.test("what passes by itself is tried again after growing waits with jitter", async () => {
  const { http, waits } = clientHearing([
    broken(),
    mlflowError(500, "INTERNAL_ERROR"),
    new Response("<html>", { status: 502 }),
    new Response('{"half', { headers: { "content-type": "application/json" } }),
    Response.json({ a: 1 }),
  ]);
  deepEqual(await http.get("x"), { a: 1 });
  deepEqual(waits, [125, 250, 500, 1_000], "half of 250, 500, 1,000, 2,000 ms when chance says 0");
  const other = clientHearing([broken(), Response.json({})], { random: () => 1 });
  await other.http.get("x");
  deepEqual(other.waits, [250]);
});

Deno.test("Retry-After is waited for, up to half a minute", async () => {
  const asked = (seconds: string) => new Response("", { status: 429, headers: { "retry-after": seconds } });
  const { http, waits } = clientHearing([asked("3"), asked("600"), asked("soon"), Response.json({})]);
  await http.get("x");
  deepEqual(waits, [3_000, 30_000, 500]);
});

Deno.test("after the last attempt the server counts as unreachable, with the last reason", async () => {
  const gone = clientHearing([broken(), broken()], { attempts: 2 });
  await refused(gone.http.get("x"), "TRACKING_UNREACHABLE", /\(tried 2 times\): connection refused$/);
  const ill = clientHearing([mlflowError(500, "INTERNAL_ERROR", "disk I/O error\n[SQL: SELECT]")], {
    attempts: 1,
  });
  await refused(
    ill.http.get("x"),
    "TRACKING_UNREACHABLE",
    /\(tried once\): 500 INTERNAL_ERROR disk I\/O error$/,
  );
  const slow = clientHearing(["hang"], { attempts: 1, timeoutMs: 5 });
  await refused(slow.http.get("x"), "TRACKING_UNREACHABLE", /no answer within 0.005 s$/);
});

Deno.test("an answer that will be no other is not asked for again", async () => {
  const cases: [Response, RegExp][] = [
    [
      mlflowError(400, "INVALID_PARAMETER_VALUE", "no name."),
      /refused: 400 INVALID_PARAMETER_VALUE no name$/,
    ],
    [mlflowError(404, "RESOURCE_DOES_NOT_EXIST"), /refused: 404 RESOURCE_DOES_NOT_EXIST why$/],
    [new Response("who?", { status: 401 }), /refused: 401$/],
    [
      new Response("", { status: 302, headers: { location: "https://login.example/" } }),
      /302, and sends to https:/,
    ],
    [
      new Response("<h1>Hello", { headers: { "content-type": "text/html" } }),
      /a web page instead of MLflow's JSON$/,
    ],
    [new Response("Endpoint disabled: `--no-serve-artifacts`, `--serve-artifacts`", { status: 503 }), /503$/],
  ];
  for (const [answer, pattern] of cases) {
    const { http, waits } = clientHearing([answer]);
    await refused(http.get("x"), "TRACKING_REFUSED", pattern);
    deepEqual(waits, []);
  }
});

Deno.test("an unknown thing and an absent endpoint can be told apart", async () => {
  const errorOf = (answer: Response) => clientHearing([answer]).http.get("x").catch((error) => error);
  const unknown = await errorOf(mlflowError(404, "RESOURCE_DOES_NOT_EXIST"));
  deepEqual([isUnknownThing(unknown), isAbsentEndpoint(unknown)], [true, false]);
  for (
    const absent of [new Response("<h1>Not Found", { status: 404 }), mlflowError(404, "ENDPOINT_NOT_FOUND")]
  ) {
    const error = await errorOf(absent);
    deepEqual([isUnknownThing(error), isAbsentEndpoint(error)], [false, true]);
  }
});

Deno.test("what must not be done twice is looked for before it is sent again", async () => {
  const { http, requests } = clientHearing([broken(), broken(), Response.json({ made: 1 })]);
  let looks = 0;
  deepEqual(await http.postOnce("runs/create", {}, () => (looks++, Promise.resolve(undefined))), {
    answer: { made: 1 },
  });
  deepEqual([looks, requests.length], [2, 3]);
  const lost = clientHearing([broken(), Response.json({ made: 2 })]);
  equal(await lost.http.postOnce("runs/create", {}, () => Promise.resolve("the first")), "the first");
  equal(lost.requests.length, 1);
});

Deno.test("a signal ends what is under way with its own reason", async () => {
  const ending = new AbortController();
  const { http } = clientHearing(["hang"], { signal: ending.signal });
  const work = http.get("x");
  ending.abort(new Error("stopped"));
  await rejects(work, /^Error: stopped$/);
  const waiting = new AbortController();
  const again = clientHearing([broken(), Response.json({})], {
    signal: waiting.signal,
    sleep: () => Promise.resolve(waiting.abort(new Error("stopped"))),
  });
  await rejects(again.http.get("x"), /^Error: stopped$/);
});

Deno.test("a body that ends before its stated length is no answer", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const http = createMlflowHttp({
    address: { uri: `http://127.0.0.1:${port}`, authorization: null },
    random: () => 0,
    attempts: 1,
  });
  await refused(http.get("x"), "TRACKING_UNREACHABLE", /tried once/);
  await refused(http.getArtifact("x"), "TRACKING_UNREACHABLE", /tried once/);
  await new Promise((resolve) => server.close(resolve));
});
