import type { StoreRows } from "./prediction_store.ts";

/**
 * Rows that are durable on a local disk and that the database behind has yet to take. The worker that writes the
 * journal also ships it: these calls run on its thread, between two groups of appends, and block it while they run;
 * so ask for at most a few thousand rows at a time.
 */
export interface Journal {
  /**
   * The rows to ship next: outcomes in the order they were told, at most half of the limit, and predictions by
   * ascending id. Empty when nothing is queued. Rows stay until they are removed or set aside.
   */
  oldest(limit: number): StoreRows;
  /**
   * Forgets rows that the database has. An outcome that was told anew since it was read is another one, and stays.
   * Not synced by itself: rows that a power cut brings back are shipped again, which adds nothing.
   */
  remove(rows: StoreRows): void;
  /** Moves rows that the database refuses for good out of the queue, kept with the reason. Durable. */
  setAside(rows: StoreRows, reason: string): void;
  size(): JournalSize;
  /** Fulfilled as soon as rows are queued (at once if there are some), or the signal aborts. */
  untilQueued(signal: AbortSignal): Promise<void>;
}

/** How much a journal holds. */
export interface JournalSize {
  /** Predictions and outcomes queued. */
  rows: number;
  /** Rows set aside, of this run and earlier ones. */
  setAside: number;
  /** What its rows take up on the disk. */
  bytes: number;
  /** When the oldest queued row was made, in milliseconds since the epoch; null when nothing is queued. */
  oldestMs: number | null;
}

/** What ships a journal into the database behind it, until it is closed. */
export interface Shipper {
  /** Attempts that failed and were, or will be, made again; and why the last one failed, null after a success. */
  report(): { retried: number; reason: string | null };
  /** Stops after the insert that is under way, or at once when the signal aborts; what is queued stays queued. */
  close(): Promise<void>;
}
