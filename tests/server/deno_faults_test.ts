import { equal, match, rejects } from "node:assert/strict";
import { postHead, talk } from "./raw_http.ts";

/** Reads one request's body when it is told to. */
function lateReader() {
  const arrived = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  const body = Promise.withResolvers<number>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    arrived.resolve();
    await read.promise;
    const reading = request.arrayBuffer().then((buffer) => buffer.byteLength);
    reading.then(body.resolve, body.reject);
    return new Response(`${await reading.catch(() => "broken")}`);
  });
  return { server, arrived: arrived.promise, read: read.resolve, body: body.promise };
}

Deno.test("Deno's shutdown breaks bodies that have not arrived: why the server counts requests itself", async () => {
  const { server, arrived, read, body } = lateReader();
  const broken = rejects(body, Deno.errors.BadResource);
  const heard = await talk(server.addr.port, postHead("/", "Content-Length: 10") + "half ");
  await arrived;
  const down = server.shutdown();
  read();
  await heard.send("whole");
  await heard.status();
  match(heard.text(), /broken$/);
  await broken;
  heard.close();
  await down;
});

Deno.test("Deno waits for a body without a word: why each has a deadline", async () => {
  const { server, arrived, read, body } = lateReader();
  const heard = await talk(server.addr.port, postHead("/", "Content-Length: 10") + "half ");
  await arrived;
  read();
  const silence = Promise.withResolvers<string>();
  const timer = setTimeout(() => silence.resolve("silence"), 1500);
  equal(await Promise.race([heard.status(), silence.promise]), "silence");
  clearTimeout(timer);
  await heard.send("whole");
  equal(await body, 10);
  equal(await heard.status(), 200);
  heard.close();
  await server.shutdown();
});
