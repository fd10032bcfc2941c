import { connect, createServer, type Socket } from "node:net";

/** What goes wrong between a client and a server. */
export type NetworkFault =
  /** Nothing. */
  | { kind: "none" }
  /** All that is sent either way arrives that much later. */
  | { kind: "latency"; ms: number }
  /** Open connections are reset, new ones too, as by a host that is up without its server. */
  | { kind: "refuse" }
  /** Open connections are reset; new ones work. */
  | { kind: "reset" }
  /** What is sent goes nowhere and nobody hangs up, as when a cable is pulled; new connections hear nothing. */
  | { kind: "half-open" }
  /** The server hears everything, the client nothing: what it commits is not heard of. */
  | { kind: "mute" }
  /** The server hangs up at once, and the client is told that much later; what it sends until then goes nowhere. */
  | { kind: "slow close"; ms: number };

/** A TCP proxy on loopback whose faults can be switched while it runs. */
export interface FaultProxy {
  readonly port: number;
  /** Open connections. */
  connections(): number;
  /** Connections taken since the start. */
  taken(): number;
  /** Brings a fault on, for connections that are open and for new ones. A connection half-open once stays so. */
  set(fault: NetworkFault): void;
  close(): void;
}

/** One client and its way to the server. */
interface Pair {
  client: Socket;
  server: Socket;
  /** What is sent from now on goes nowhere. */
  cut: boolean;
}

/** Starts a proxy on a free port of loopback to a port of loopback. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let fault: NetworkFault = { kind: "none" };
  let taken = 0;

  function later(ms: number, then: () => void) {
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, ms);
    timers.add(timer);
  }

  function deliver(pair: Pair, to: "client" | "server", bytes: Uint8Array) {
    if (pair.cut || (fault.kind === "mute" && to === "client")) return;
    const send = () => pair[to].writable && pair[to].write(bytes);
    if (fault.kind === "latency") later(fault.ms, send);
    else send();
  }

  function hangUp(pair: Pair, side: "client" | "server") {
    const other = side === "client" ? pair.server : pair.client;
    if (pair.cut && side === "server") return;
    pairs.delete(pair);
    const end = () => other.destroy();
    if (fault.kind === "latency") later(fault.ms, end);
    else end();
  }

  function reset(pair: Pair) {
    pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.server.destroy();
  }

  function slowClose(pair: Pair, ms: number) {
    pair.cut = true;
    pair.server.destroy();
    later(ms, () => {
      pairs.delete(pair);
      pair.client.destroy();
    });
  }

  const listener = createServer((client) => {
    taken++;
    client.on("error", () => {});
    if (fault.kind === "refuse") return void client.resetAndDestroy();
    const server = connect(target, "127.0.0.1");
    server.on("error", () => {});
    const pair: Pair = { client, server, cut: fault.kind === "half-open" };
    pairs.add(pair);
    client.on("data", (bytes) => deliver(pair, "server", bytes as Uint8Array));
    server.on("data", (bytes) => deliver(pair, "client", bytes as Uint8Array));
    client.on("close", () => hangUp(pair, "client"));
    server.on("close", () => hangUp(pair, "server"));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));

  return {
    port: (listener.address() as { port: number }).port,
    connections: () => pairs.size,
    taken: () => taken,
    set(next) {
      fault = next;
      for (const pair of [...pairs]) {
        if (next.kind === "refuse" || next.kind === "reset") reset(pair);
        if (next.kind === "half-open") pair.cut = true;
        if (next.kind === "slow close") slowClose(pair, next.ms);
      }
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
    },
  };
}
