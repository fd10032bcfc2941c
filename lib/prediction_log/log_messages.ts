import type { ErrorCode, FaultlineError } from "../errors.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import type { RowPack } from "./row_pack.ts";

/** What the main thread tells the writer. */
export type WriterOrder =
  | { kind: "open"; job: WriterJob }
  | { kind: "keep"; group: number; pack: RowPack; now: number }
  /** The way to the shipper of a journal; a new one replaces the one before. */
  | { kind: "link"; link: MessagePort }
  /** Now and then, in milliseconds since the epoch: a worker has no clock. */
  | { kind: "clock"; now: number }
  | { kind: "close" };

/** What the writer writes. */
export interface WriterJob {
  path: string;
  /** A journal is not found by machine, and pruned by being shipped. */
  isJournal: boolean;
  now: number;
  /** Days that rows are kept; undefined for ever. */
  retentionDays?: number;
}

/** What the writer tells the main thread. */
export type WriterReport =
  | { kind: "opened"; state: WriterState }
  | { kind: "unopened"; error: ToldError }
  /** For each entry why it was refused, null where it is kept; null when all are kept. */
  | { kind: "kept"; group: number; refused: (string | null)[] | null; state: WriterState }
  /** Nothing of the group is kept. */
  | { kind: "lost"; group: number; error: ToldError; state: WriterState }
  | { kind: "state"; state: WriterState }
  | ToldLine
  | { kind: "closed" };

/** What the main thread tells the shipper of a journal. */
export type ShipperOrder =
  | { kind: "open"; job: ShipJob; link: MessagePort }
  | { kind: "clock"; now: number }
  | { kind: "close" };

/** What the shipper ships, and where to. */
export interface ShipJob {
  /** The journal. */
  path: string;
  address: MysqlAddress;
  /** Journals that dead servers left behind, locked by the main thread. */
  orphans: readonly string[];
  /** Bytes from which no more is adopted. */
  maxBytes: number;
  /** Days that rows are kept in MySQL; undefined for ever. */
  retentionDays?: number;
  /** For jitter. */
  seed: number;
  now: number;
}

/** What the shipper tells the main thread. */
export type ShipperReport =
  | { kind: "retried"; retried: number }
  /** This orphan is done with: taken over, or not to be read. */
  | { kind: "adopted"; path: string }
  | ToldLine
  | { kind: "closed" };

/** A line for the log. */
export interface ToldLine {
  kind: "line";
  level: "debug" | "info" | "warn" | "error";
  fields: Record<string, unknown>;
  message: string;
}

/** How the writer stands. */
export interface WriterState {
  /** Why the database takes nothing; null while it does. */
  reason: string | null;
  /** The journal's rows, size and oldest row; none, 0 and null where there is no journal. */
  queued: number;
  setAside: number;
  bytes: number;
  oldestMs: number | null;
}

/** A question to the reader. */
export type ReaderOrder =
  | { kind: "open"; path: string; address?: MysqlAddress; now: number }
  | { kind: "ask"; number: number; question: Question; argument: unknown; now: number }
  | { kind: "close" };

export type Question = "find" | "findAll" | "list" | "machines" | "outcomes" | "counts";

/** An answer of the reader's. */
export type ReaderReport =
  | { kind: "answer"; number: number; value: unknown }
  | { kind: "error"; number: number; error: ToldError }
  | { kind: "closed" };

/** An error as it travels between threads. */
export interface ToldError {
  code: ErrorCode;
  message: string;
  hint?: string;
}

/** An error, to be told to another thread. What is no error for a person is a fault, and makes the log unavailable. */
export function toldError(error: unknown): ToldError {
  const { message, code, hint } = error as Partial<FaultlineError>;
  const isOurs = error instanceof Error && error.name === "FaultlineError";
  return { code: isOurs ? code! : "LOG_UNAVAILABLE", message: message ?? String(error), hint };
}
