import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import type { MachineState, PredictionLog } from "./prediction_log.ts";

/**
 * A database with the tables `predictions` and `outcomes`. Drivers: SQLite and MySQL; one conformance suite
 * (tests/prediction_log/conformance.ts) runs against each.
 *
 * A prediction was made at the time in its id (`at` says the same), so that a span of time is a span of the primary
 * key. Times are kept to the millisecond and come back as `toISOString` writes them; `measured_at` comes back as it
 * was given. Predictions of a list go by id, newest first; outcomes by `at`, then `recorded_at`, then id, newest first;
 * machines by the probability of the newest prediction, highest first, then by id in order of its UTF-8 bytes.
 */
export interface PredictionStore
  extends Pick<PredictionLog, "find" | "findAll" | "list" | "outcomes" | "counts"> {
  /** As `PredictionLog.machines`; with `machine_ids`, of these machines alone. */
  machines(query: MachinesQuery): Promise<MachineState[]>;
  /** Which of these ids are there. */
  known(table: "predictions" | "outcomes", ids: readonly string[]): Promise<Set<string>>;
  /**
   * Keeps rows in one transaction: all or none. A prediction whose id is there already is left as it is, so a replay
   * adds nothing; an outcome whose id is there is replaced unless the one there was recorded later.
   */
  insert(rows: StoreRows): Promise<void>;
  /**
   * Removes the oldest predictions made before a time, then the oldest outcomes whose `at` lies before it, then the
   * oldest drift reports made before it, at most `limit` rows in all.
   *
   * @returns How many rows went: none when nothing is left to remove.
   */
  prune(query: { before: number; limit: number }): Promise<number>;
  close(): Promise<void>;
}

/** What goes into a store together. */
export interface StoreRows {
  predictions: readonly StoredPrediction[];
  outcomes: readonly StoredOutcome[];
}

/** Which machines are wanted. */
export interface MachinesQuery {
  /** Machines whose newest prediction was made at this time or later, in milliseconds since the epoch. */
  since: number;
  limit: number;
  machine_ids?: readonly string[];
}
