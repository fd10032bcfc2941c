import type { StoredOutcome } from "../contracts/prediction.ts";
import type { StoreRows } from "./prediction_store.ts";
import type { RowPack } from "./row_pack.ts";
import type { AsideRow } from "./sqlite_journal.ts";

/** What the shipper's thread asks the writer's, which alone writes the journal. */
export type LinkOrder =
  | { kind: "wake" }
  | { kind: "remove"; predictions: string[]; outcomes: readonly StoredOutcome[] }
  | { kind: "aside"; rows: StoreRows; reason: string }
  /** Rows of an orphan. */
  | { kind: "adopt"; number: number; pack: RowPack }
  | { kind: "adoptAside"; number: number; rows: readonly AsideRow[] };

/** What the writer's thread tells the shipper's. */
export type LinkReport =
  /** How many rows are queued: after each removal, and once, as soon as there are any, after `wake`. */
  | { kind: "queued"; rows: number; bytes: number }
  /** The last order could not be carried out. */
  | { kind: "failed" }
  /** Whether the disk has it now. */
  | { kind: "adopted"; number: number; reason: string | null };

/** One end of the link. */
export type LinkPort<Sent, Heard> = Pick<MessagePort, "close"> & {
  onmessage: ((event: MessageEvent<Heard>) => void) | null;
  postMessage(message: Sent): void;
};
