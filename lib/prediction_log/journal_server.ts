import type { LinkOrder, LinkPort, LinkReport } from "./journal_link.ts";
import type { RowPack } from "./row_pack.ts";
import type { SqliteJournal } from "./sqlite_journal.ts";

/** What the writer has for the shipper. */
export interface JournalServer {
  /** To be told after each change: who waits for rows hears of them. */
  changed(): void;
  close(): void;
}

/** How the shipper's orders are carried out. */
export interface JournalServerOptions {
  journal: SqliteJournal;
  /** Keeps a pack in the journal, durably. */
  keep: (pack: RowPack) => void;
  /** Hears of every change that the shipper made. */
  onChange: () => void;
}

/**
 * Carries out the shipper's orders between groups, on the writer's thread, as small as they come. What fails is tried
 * again by the shipper: a row that is not removed is shipped again, which adds nothing.
 */
export function serveJournal(
  port: LinkPort<LinkReport, LinkOrder>,
  { journal, keep, onChange }: JournalServerOptions,
): JournalServer {
  let isAwaited = false;

  const report = () => {
    const { rows, bytes } = journal.size();
    port.postMessage({ kind: "queued", rows, bytes });
  };

  function changed(): void {
    if (!isAwaited || journal.size().rows === 0) return;
    isAwaited = false;
    report();
  }

  function adopt(number: number, work: () => void): void {
    let reason: string | null = null;
    try {
      work();
    } catch (cause) {
      reason = (cause as Error).message;
    }
    port.postMessage({ kind: "adopted", number, reason });
  }

  function carryOut(order: LinkOrder): void {
    switch (order.kind) {
      case "wake":
        isAwaited = true;
        return changed();
      case "remove":
        journal.removeByIds(order.predictions, order.outcomes);
        return report();
      case "aside":
        journal.setAside(order.rows, order.reason);
        return report();
      case "adopt":
        return adopt(order.number, () => keep(order.pack));
      case "adoptAside":
        return adopt(order.number, () => journal.takeAside(order.rows));
    }
  }

  port.onmessage = ({ data: order }) => {
    try {
      carryOut(order);
    } catch {
      // A disk that fails here fails the next group too, and is told there.
      port.postMessage({ kind: "failed" });
    }
    onChange();
  };
  return {
    changed,
    close() {
      port.onmessage = null;
      port.close();
    },
  };
}
