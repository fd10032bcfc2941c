import { createRandom } from "../random/random.ts";
import { adoptJournal } from "./adopt_journal.ts";
import type { ShipJob, ShipperOrder, ShipperReport } from "./log_messages.ts";
import { createLinkedJournal } from "./linked_journal.ts";
import { openMysqlStore } from "./mysql_prediction_store.ts";
import { keepRetention } from "./mysql_retention.ts";
import { portLog } from "./port_log.ts";
import { shipJournal } from "./ship_journal.ts";
import { openLogDatabase } from "./sqlite_schema.ts";

/** The thread that a shipper runs on, seen from within. */
export interface ShipperPort {
  onmessage: ((event: MessageEvent<ShipperOrder>) => void) | null;
  postMessage(report: ShipperReport): void;
  close(): void;
}

/** Milliseconds from one look at the shipper to the next, and that an insert under way may take at the end. */
const reportMs = 250;
const endMs = 2_000;

/**
 * Runs what lies between a journal and MySQL: ships the journal's rows, takes over the journals that dead servers left
 * behind, and prunes the tables there. It has a thread of its own, since packing rows for MySQL takes longer than a
 * commit of the journal does.
 */
export function runLogShipper(port: ShipperPort): void {
  let shipping: Shipping | undefined;
  port.onmessage = async ({ data: order }) => {
    if (order.kind === "open") shipping = startShipping(order.job, order.link, port);
    else if (order.kind === "clock") shipping?.clock(order.now);
    else {
      await shipping?.close();
      port.postMessage({ kind: "closed" });
      port.close();
    }
  };
}

interface Shipping {
  clock(now: number): void;
  close(): Promise<void>;
}

function startShipping(job: ShipJob, link: MessagePort, port: ShipperPort): Shipping {
  const { path, address, orphans, maxBytes, seed, retentionDays } = job;
  let now = job.now;
  const log = portLog((line) => port.postMessage(line));
  const random = createRandom(seed);
  const database = openLogDatabase(path, { readOnly: true });
  const journal = createLinkedJournal(database, link);
  const end = new AbortController();
  const hurry = new AbortController();
  const shipper = shipJournal({
    journal,
    store: openMysqlStore({ address, connections: 1, now: () => now }),
    log,
    uniform: () => random.uniform(),
    signal: hurry.signal,
  });

  let retried = 0;
  const reporter = setInterval(() => {
    if (shipper.report().retried === retried) return;
    ({ retried } = shipper.report());
    port.postMessage({ kind: "retried", retried });
  }, reportMs);

  async function adopt() {
    for (const orphan of orphans) {
      try {
        const hasRoom = () => journal.size().bytes < maxBytes;
        const rows = await adoptJournal({ path: orphan, journal, hasRoom, signal: end.signal });
        log.info({ path: orphan, rows }, "took over a journal that another server left behind");
      } catch (error) {
        const reason = (error as Error).message;
        log.error({ path: orphan, reason }, "a journal that another server left behind cannot be taken over");
      }
      port.postMessage({ kind: "adopted", path: orphan });
    }
  }

  async function prune(days: number) {
    const store = openMysqlStore({ address, connections: 1, now: () => now });
    await keepRetention({ store, days, log, now: () => now, signal: end.signal });
    await store.close();
  }

  const beside = Promise.all([adopt(), retentionDays === undefined ? undefined : prune(retentionDays)]);
  return {
    clock(at) {
      now = at;
    },
    async close() {
      end.abort();
      clearInterval(reporter);
      const timer = setTimeout(() => hurry.abort(), endMs);
      const late = new Promise((resolve) => setTimeout(resolve, endMs));
      await Promise.all([shipper.close(), Promise.race([beside, late])]);
      clearTimeout(timer);
      link.close();
      database.close();
    },
  };
}
