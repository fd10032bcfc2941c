import { deepEqual, equal, match, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { exampleReading } from "../../server/openapi_parts.ts";
import { noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";
import { connectRaw, type RawClient } from "../support/raw_client.ts";
import { copyProject } from "../support/run_task.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import type { TempFolder } from "../support/temp_folder.ts";

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["train", "--source", smallSource, ...quick, ...noTable]);
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const reading = JSON.stringify(exampleReading);

/** A server of the project's source, with its data in a folder of its own. */
function start(dataDir: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const command = [Deno.execPath(), "run", "-q", "-P=serve", "server/main.ts", "serve"];
  return startServer({ command, cwd: project.path, env: { DATA_DIR: dataDir, ...env } });
}

/** Sends all of a prediction's request but the end of its body. */
async function sendHalf(port: number): Promise<RawClient> {
  const client = await connectRaw(port);
  await client.send(
    `POST /v1/predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `content-length: ${reading.length}\r\n\r\n${reading.slice(0, 20)}`,
  );
  await pause(200);
  return client;
}

/** Finishes it, and gives the prediction's id. */
async function sendRest(client: RawClient): Promise<string> {
  await client.send(reading.slice(20));
  const answer = await client.receive();
  match(answer, /^HTTP\/1\.1 200 /);
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).id;
}

/** The predictions that a stopped server has left in its database. */
function stored(dataDir: string): Set<string> {
  const database = new DatabaseSync(project.file(`${dataDir}/faultline.db`), { readOnly: true });
  try {
    const rows = database.prepare("SELECT id FROM predictions").all();
    return new Set(rows.map(({ id }) => String(id)));
  } finally {
    database.close();
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("told to stop with nothing to do, it ends at once with 0", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await using server = await start(`idle-${signal}`);
    const start_ = performance.now();
    server.kill(signal);
    equal(await server.ended, 0, server.stderr());
    ok(performance.now() - start_ < 2000);
    match(server.stderr(), new RegExp(`"signal":"${signal}","msg":"stopping"`));
    match(server.stderr(), /"msg":"stopped"/);
  }
});

Deno.test("a body half sent when the stop comes is answered and stored; readiness is off meanwhile", async () => {
  await using server = await start("half");
  using client = await sendHalf(server.port);
  server.kill("SIGTERM");
  await pause(200);
  const ready = await fetch(`${server.url}/readyz`);
  equal(ready.status, 503);
  equal((await ready.json()).checks.accepting.ok, false);
  const id = await sendRest(client);
  equal(await server.ended, 0, server.stderr());
  deepEqual(stored("half"), new Set([id]));
});

Deno.test("one stop delivered twice within a second is one", async () => {
  await using server = await start("twice");
  using client = await sendHalf(server.port);
  server.kill("SIGTERM");
  await pause(50);
  server.kill("SIGTERM");
  server.kill("SIGINT");
  await pause(300);
  const id = await sendRest(client);
  equal(await server.ended, 0, server.stderr());
  deepEqual(stored("twice"), new Set([id]));
});

Deno.test("a second stop more than a second later ends it at once, with the signal's own code", async () => {
  for (const [signal, code] of [["SIGTERM", 143], ["SIGINT", 130]] as const) {
    await using server = await start(`second-${signal}`);
    using _client = await sendHalf(server.port);
    server.kill("SIGTERM");
    await pause(1200);
    const again = performance.now();
    server.kill(signal);
    equal(await server.ended, code, server.stderr());
    ok(performance.now() - again < 1000);
  }
});

Deno.test("a client that never finishes does not keep it from stopping", async () => {
  await using server = await start("never", { STOP_SECONDS: "1" });
  using _client = await sendHalf(server.port);
  const since = performance.now();
  server.kill("SIGTERM");
  equal(await server.ended, 0, server.stderr());
  const seconds = (performance.now() - since) / 1000;
  ok(seconds > 0.9 && seconds < 5, `${seconds} s`);
  match(server.stderr(), /"requests":1,"msg":"requests were not answered within 1 s"/);
});

Deno.test("`deno task serve` stopped through its process group ends once, in order, with 0", async () => {
  // A session of its own, so that the group is this task's alone; the task passes on what it gets, too.
  const command = ["setsid", Deno.execPath(), "task", "-q", "serve"];
  for (const signal of ["TERM", "INT"]) {
    await using server = await startServer({
      command,
      cwd: project.path,
      env: { DATA_DIR: `group-${signal}` },
    });
    using client = await sendHalf(server.port);
    const kill = new Deno.Command("kill", { args: [`-${signal}`, "--", `-${server.pid}`] });
    equal((await kill.output()).code, 0);
    await pause(300);
    const id = await sendRest(client);
    equal(await server.ended, 0, server.stderr());
    match(server.stderr(), /"msg":"stopped"/);
    deepEqual(stored(`group-${signal}`), new Set([id]));
  }
});

Deno.test("stopped under load it answers with no fault, and every prediction answered 200 is stored", async () => {
  await using server = await start("load");
  const answered = new Set<string>();
  const statuses = new Map<number, number>();
  let ended = false;
  const clients = Array.from({ length: 16 }, async () => {
    while (!ended) {
      try {
        const response = await fetch(`${server.url}/v1/predict`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: reading,
        });
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
        const { id } = await response.json();
        if (response.status === 200) answered.add(id);
      } catch {
        // Its connection was closed, or there is nobody to connect to any more.
        await pause(5);
      }
    }
  });
  await pause(500);
  server.kill("SIGTERM");
  const code = await server.ended;
  ended = true;
  await Promise.all(clients);
  equal(code, 0, server.stderr());
  ok(answered.size > 100, `${answered.size}`);
  deepEqual([...statuses.keys()].filter((status) => status !== 200 && status !== 503), []);
  const kept = stored("load");
  deepEqual([...answered].filter((id) => !kept.has(id)), []);
});
