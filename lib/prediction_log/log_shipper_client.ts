import type { Log } from "../log.ts";
import type { ShipJob, ShipperOrder, ShipperReport } from "./log_messages.ts";

/** The shipper's thread, seen from the main one. */
export interface ShipperClient {
  /** Attempts to ship that failed. */
  retried(): number;
  /** Starts the thread, or a new one in place of the one before; gives the writer's end of the link to it. */
  start(): MessagePort;
  close(): Promise<void>;
}

export interface ShipperClientOptions {
  job: Omit<ShipJob, "now" | "orphans">;
  /** Journals to be taken over; each is named to `onAdopted` when it is done with. */
  orphans: readonly string[];
  onAdopted: (path: string) => void;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Hears that the thread died: it is not started anew by itself, since the writer needs its end of the link. */
  onDeath: () => void;
}

/** Milliseconds from one look at the clock to the next. */
const clockMs = 600_000;

/** Makes the client of a shipper; `start` starts it. */
export function createShipperClient(options: ShipperClientOptions): ShipperClient {
  const { job, onAdopted, log, now, onDeath } = options;
  const orphans = new Set(options.orphans);
  let worker: Worker | undefined;
  let onClosed: (() => void) | undefined;
  /** Of threads that ended, and of the one that runs. */
  let before = 0, retried = 0;
  const send = (order: ShipperOrder, transfer: Transferable[] = []) => worker?.postMessage(order, transfer);
  const clock = setInterval(() => send({ kind: "clock", now: now() }), clockMs);
  Deno.unrefTimer(clock);

  function hear(report: ShipperReport): void {
    if (report.kind === "retried") retried = report.retried;
    else if (report.kind === "line") log[report.level](report.fields, report.message);
    else if (report.kind === "adopted") {
      orphans.delete(report.path);
      onAdopted(report.path);
    } else onClosed?.();
  }

  return {
    retried: () => before + retried,
    start() {
      worker?.terminate();
      before += retried;
      retried = 0;
      const started = worker = new Worker(new URL("./log_shipper_worker.ts", import.meta.url), {
        type: "module",
      });
      started.onmessage = ({ data }: MessageEvent<ShipperReport>) => hear(data);
      started.onerror = (event) => {
        event.preventDefault();
        started.terminate();
        if (worker !== started) return;
        worker = undefined;
        log.error({ reason: event.message }, "the thread that ships predictions stopped");
        if (onClosed) onClosed();
        else onDeath();
      };
      const { port1, port2 } = new MessageChannel();
      send({ kind: "open", job: { ...job, orphans: [...orphans], now: now() }, link: port1 }, [port1]);
      return port2;
    },
    async close() {
      clearInterval(clock);
      const last = worker;
      if (!last) return;
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        send({ kind: "close" });
      });
      last.terminate();
    },
  };
}
