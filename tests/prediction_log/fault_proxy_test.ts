import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { type FaultProxy, type NetworkFault, startFaultProxy } from "../support/fault_proxy.ts";

/** An echo server behind a proxy, and a client that speaks to it through the proxy. */
async function echo(work: (proxy: FaultProxy, ask: Ask) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heard: string[] = [];
  const serving = (async () => {
    for await (const conn of listener) {
      (async () => {
        const buffer = new Uint8Array(64);
        for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
          heard.push(new TextDecoder().decode(buffer.subarray(0, n)));
          await conn.write(buffer.subarray(0, n));
        }
        conn.close();
      })().catch(() => conn.close());
    }
  })();
  const proxy = await startFaultProxy(listener.addr.port);
  const open: Deno.Conn[] = [];
  const connect = async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
    open.push(conn);
    return conn;
  };
  try {
    await work(proxy, { connect, heard });
  } finally {
    for (const conn of open) conn.close();
    proxy.close();
    listener.close();
    await serving;
  }
}

interface Ask {
  connect: () => Promise<Deno.Conn>;
  heard: string[];
}

/** What comes back for "ping": text, "" for an orderly end, undefined when nothing comes within a while. */
async function ping(conn: Deno.Conn, ms = 300): Promise<string | undefined> {
  await conn.write(new TextEncoder().encode("ping"));
  return await hear(conn, ms);
}

async function hear(conn: Deno.Conn, ms: number): Promise<string | undefined> {
  const buffer = new Uint8Array(64);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => timer = setTimeout(() => resolve(undefined), ms));
  const read = conn.read(buffer).then((n) => new TextDecoder().decode(buffer.subarray(0, n ?? 0)));
  // A read given up on fails when its connection is closed.
  read.catch(() => {});
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}

Deno.test("proxy: without a fault what is sent comes back", () =>
  echo(async (proxy, { connect }) => {
    const conn = await connect();
    equal(await ping(conn), "ping");
    equal(proxy.connections(), 1);
    equal(proxy.taken(), 1);
  }));

Deno.test("proxy: latency holds both ways back, and what was sent arrives", () =>
  echo(async (proxy, { connect }) => {
    const conn = await connect();
    equal(await ping(conn), "ping");
    proxy.set({ kind: "latency", ms: 100 });
    const began = performance.now();
    equal(await ping(conn, 2_000), "ping");
    ok(performance.now() - began >= 195, `${performance.now() - began}`);
  }));

Deno.test("proxy: a reset breaks what is open, and new connections work", () =>
  echo(async (proxy, { connect }) => {
    const conn = await connect();
    equal(await ping(conn), "ping");
    proxy.set({ kind: "reset" });
    await rejects(hear(conn, 2_000), Deno.errors.ConnectionReset);
    equal(await ping(await connect()), "ping");
  }));

Deno.test("proxy: refused connections are reset until the fault is gone", () =>
  echo(async (proxy, { connect }) => {
    proxy.set({ kind: "refuse" });
    await rejects(async () => await hear(await connect(), 2_000), Deno.errors.ConnectionReset);
    proxy.set({ kind: "none" });
    equal(await ping(await connect()), "ping");
  }));

Deno.test("proxy: half-open and mute connections are silent, and only the mute one is heard", () =>
  echo(async (proxy, { connect, heard }) => {
    for (const [kind, sees] of [["half-open", []], ["mute", ["ping"]]] as const) {
      proxy.set({ kind: "none" });
      const conn = await connect();
      equal(await ping(conn), "ping");
      heard.length = 0;
      proxy.set({ kind } as NetworkFault);
      equal(await ping(conn), undefined);
      deepEqual(heard, sees);
    }
  }));

Deno.test("proxy: a slow close swallows what is sent, and then ends the connection", () =>
  echo(async (proxy, { connect, heard }) => {
    const conn = await connect();
    equal(await ping(conn), "ping");
    heard.length = 0;
    proxy.set({ kind: "slow close", ms: 250 });
    await conn.write(new TextEncoder().encode("lost"));
    const began = performance.now();
    equal(await hear(conn, 5_000).catch(() => ""), "");
    ok(performance.now() - began >= 200);
    deepEqual(heard, []);
  }));
