import { deepEqual, equal, match, ok } from "node:assert/strict";
import { countRequests } from "../../server/count_requests.ts";
import { connectRaw } from "../support/raw_client.ts";

const echo = async (request: Request) => new Response(`got ${(await request.text()).length}`);

function serveLocally(handle: (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const halfSent = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n12345";
const whole = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n12345";

Deno.test("a half-sent body is waited for and answered, and its connection is to close", async () => {
  const counted = countRequests(echo);
  const server = serveLocally(counted.handle);
  using client = await connectRaw(server.addr.port);
  await client.send(halfSent);
  await pause(100);
  let left: number | undefined;
  const rest = counted.rest({ timeoutMs: 20_000 }).then((count) => left = count);
  equal(counted.accepting(), false);
  await pause(100);
  equal(left, undefined, "it waits");
  await client.send("67890");
  const answer = await client.receive();
  match(answer, /^HTTP\/1\.1 200 /);
  match(answer, /^connection: close\r$/im);
  match(answer, /got 10$/);
  equal(await rest, 0);
  await server.shutdown();
});

Deno.test("requests that come while others are in flight are answered, and refused when that goes on too long", async () => {
  const counted = countRequests(echo);
  const server = serveLocally(counted.handle);
  using slow = await connectRaw(server.addr.port);
  await slow.send(halfSent);
  await pause(50);
  const rest = counted.rest({ timeoutMs: 20_000, settleMs: 300 });
  {
    using early = await connectRaw(server.addr.port);
    await early.send(whole);
    match(await early.receive(), /^HTTP\/1\.1 200 /);
  }
  await pause(400);
  {
    using late = await connectRaw(server.addr.port);
    await late.send(whole);
    const answer = await late.receive();
    match(answer, /^HTTP\/1\.1 503 /);
    match(answer, /^retry-after: 1\r$/im);
    equal(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).code, "NOT_READY");
  }
  await slow.send("67890");
  match(await slow.receive(), /got 10$/);
  equal(await rest, 0);
  await server.shutdown();
});

Deno.test("waiting has an end, and tells how many requests were left", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const counted = countRequests(() => promise);
  const info = {} as Deno.ServeHandlerInfo;
  const answers = [1, 2].map(() => counted.handle(new Request("http://a/"), info));
  const start = performance.now();
  equal(await counted.rest({ timeoutMs: 150, settleMs: 10 }), 2);
  ok(performance.now() - start >= 140);
  resolve(new Response("late"));
  deepEqual(await Promise.all((await Promise.all(answers)).map((answer) => answer.clone().text())), [
    "late",
    "late",
  ]);
});

Deno.test("a handler that throws counts as done", async () => {
  const counted = countRequests(() => Promise.reject(new Error("broken")));
  await counted.handle(new Request("http://a/"), {} as Deno.ServeHandlerInfo).catch(() => {});
  equal(await counted.rest({ timeoutMs: 1000 }), 0);
});

// Why requests are counted at all. Should this fail, Deno has mended it: `server.shutdown()` alone may do then.
Deno.test("Deno 2.9's own shutdown breaks a body that is half sent", async () => {
  ok(Deno.version.deno.startsWith("2.9."), `the version that CI pins, not ${Deno.version.deno}`);
  let fault: unknown;
  const server = serveLocally(async (request) => {
    try {
      return await echo(request);
    } catch (error) {
      fault = error;
      return new Response("broken", { status: 500 });
    }
  });
  using client = await connectRaw(server.addr.port);
  await client.send(halfSent);
  await pause(100);
  const shutdown = server.shutdown();
  await pause(100);
  await client.send("67890");
  match(await client.receive(), /^HTTP\/1\.1 500 /);
  ok(fault instanceof Error);
  await shutdown;
});
