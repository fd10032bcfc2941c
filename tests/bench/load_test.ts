import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { closedLoop } from "../../bench/load/closed_loop.ts";
import { connect, requestBytes } from "../../bench/load/connection.ts";
import { hammer, hasWrk } from "../../bench/load/hammer.ts";
import { createLatencies } from "../../bench/load/latencies.ts";
import { openLoop } from "../../bench/load/open_loop.ts";
import { processUsage } from "../../bench/load/process_usage.ts";
import { tempFolder } from "../support/temp_folder.ts";

const post = (body: string) =>
  requestBytes({ method: "POST", path: "/", body: new TextEncoder().encode(body) });

function serve(handle: (request: Request) => Response | Promise<Response>) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handle);
}

Deno.test("a quantile is the smallest latency that the share is not above", () => {
  const latencies = createLatencies();
  ok(Number.isNaN(latencies.quantile(0.5)));
  for (let ms = 40_000; ms >= 1; ms--) latencies.add(ms);
  equal(latencies.above(39_990), 10);
  deepEqual([0, 0.5, 0.99, 1].map((share) => latencies.quantile(share)), [1, 20_000, 39_600, 40_000]);
});

Deno.test("an answer is whole however it is cut, and a connection takes one after the other", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const body = "x".repeat(40_000);
  const answer = new TextEncoder().encode(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  const short = new TextEncoder().encode("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\nno");
  const answering = (async () => {
    using socket = await listener.accept();
    const buffer = new Uint8Array(1000);
    for (const [bytes, ends] of [[answer, [1, 17, 40, 41, 42, 43, 20_000]], [short, [10]]] as const) {
      await socket.read(buffer);
      let from = 0;
      for (const end of [...ends, bytes.length]) {
        await socket.write(bytes.subarray(from, end));
        from = end;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await socket.read(buffer);
  })();
  const connection = await connect(listener.addr.port);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const first = await connection.exchange(post("a"));
  deepEqual([first.status, text(first.body)], [200, body]);
  const second = await connection.exchange(post("b"));
  deepEqual([second.status, text(second.body)], [503, "no"]);
  await rejects(connection.exchange(post("c")), /closed the connection/);
  connection.close();
  await answering;
});

Deno.test("a constant arrival rate charges a stall to all who come meanwhile; a closed loop to those who wait", async () => {
  let stall: Promise<void> | undefined;
  let answers = 0;
  await using server = serve(async () => {
    // Half a second in which nobody is answered.
    if (++answers === 50) stall = new Promise((resolve) => setTimeout(resolve, 500));
    await stall;
    return new Response("ok");
  });
  const load = { port: server.addr.port, connections: 4, requests: [post("a"), post("b")] };
  const open = await openLoop({ ...load, rate: 200, seconds: 1.5 });
  deepEqual([open.answers, open.statuses], [300, { 200: 300 }]);
  // Of the hundred that were due in half a second, four fifths waited longer than a tenth.
  ok(open.latencies.above(100) >= 70, `${open.latencies.above(100)}`);

  answers = 0;
  stall = undefined;
  const end = performance.now() + 1000;
  const closed = await closedLoop({ ...load, until: () => performance.now() > end });
  ok(answers > 50 && closed.answers === answers);
  ok(closed.latencies.above(100) <= 8, `${closed.latencies.above(100)}`);
});

Deno.test("both generators count what the server answered, and send all readings", async () => {
  await using folder = await tempFolder();
  const bodies = Array.from({ length: 50 }, (_, i) => `{"number":${i}}`);
  await Deno.writeTextFile(folder.file("bodies"), bodies.join("\n") + "\n");
  for (const generator of await hasWrk() ? ["wrk", "ours"] as const : ["ours"] as const) {
    let [answered, refused] = [0, 0];
    const seen = new Set<string>();
    await using server = serve(async (request) => {
      seen.add(await request.text());
      equal(request.headers.get("x-key"), "secret");
      return ++answered % 10 === 0 ? new Response("no", { status: ++refused && 500 }) : new Response("ok");
    });
    const found = await hammer({
      port: server.addr.port,
      path: "/",
      headers: { "X-Key": "secret" },
      bodies: folder.file("bodies"),
      connections: 3,
      seconds: 1,
      generator,
    });
    equal(found.generator, generator);
    ok(found.answers > 100 && answered - found.answers <= 3, `${found.answers} of ${answered}`);
    ok(refused - found.not_2xx <= 3 && found.not_2xx > 10, `${found.not_2xx} of ${refused}`);
    deepEqual([...seen].sort(), [...bodies].sort());
    ok(found.p50_ms > 0 && found.p50_ms <= found.p99_ms && found.generator_cpu_seconds > 0);
    equal(found.broken, 0);
  }
});

Deno.test("a process is measured with all below it", async () => {
  const child = new Deno.Command("sh", { args: ["-c", "sleep 5 & sleep 5"], stdin: "null" }).spawn();
  try {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { processes, rss_mb, peak_rss_mb, pids } = await processUsage(child.pid);
    equal(processes, 3);
    ok(rss_mb > 0.5 && peak_rss_mb >= rss_mb && pids.includes(child.pid));
    for (const pid of pids) Deno.kill(pid, "SIGKILL");
  } finally {
    await child.status;
  }
});
