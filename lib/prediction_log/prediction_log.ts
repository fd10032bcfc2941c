import type { Risk, StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";

/** Which predictions are wanted, newest first. */
export interface PredictionQuery {
  machine_id?: string;
  /** At this time or later, and before that, in milliseconds since the epoch. */
  since?: number;
  until?: number;
  risk?: Risk;
  model_version?: string;
  /** Only predictions whose id sorts before this one: the last id of the page before. */
  before?: string;
  /** How many at most. */
  limit: number;
}

/** A machine's newest prediction, with what has come of it. */
export interface MachineState {
  latest: StoredPrediction;
  /** How many predictions of this machine are kept. */
  predictions: number;
  /** The newest outcome of the machine, if any was told. */
  outcome: StoredOutcome | null;
}

/** Counts of the kept predictions in a span of time. */
export interface LogCounts {
  predictions: number;
  /** Predictions that said failure. */
  alarms: number;
  machines: number;
  outcomes: number;
}

/** How the log stands, for readiness and metrics. Counters count since the process began. */
export interface LogStatus {
  /** Whether a prediction can be kept now; if not, why. */
  writable: boolean;
  reason: string | null;
  /** Predictions and outcomes made durable. */
  written: number;
  /** Rows in the journal that the database behind it has not yet; always 0 where there is none behind it. */
  queued: number;
  /** Age of the oldest of them, in seconds. */
  oldest_seconds: number;
  /** Attempts to ship that failed and were, or will be, made again. */
  retried: number;
  /** Rows that the database refused for good, kept aside with the reason. */
  set_aside: number;
  /** Size of the journal's files, and the size from which it refuses, in bytes. */
  journal_bytes: number;
  journal_max_bytes: number;
}

/**
 * Where predictions and outcomes go and are found again. One is opened per process.
 *
 * What has been appended is durable before its promise is fulfilled, and is seen by every read after that.
 */
export interface PredictionLog {
  /**
   * Keeps predictions: all or none of them. Their ids ascend.
   *
   * @throws {FaultlineError} `LOG_FULL` when the journal has reached its size; `LOG_UNAVAILABLE` when the disk or
   * the database cannot take them now. Neither has kept anything that would be seen later: a caller may try again.
   */
  append(predictions: readonly StoredPrediction[]): Promise<void>;
  /** Keeps an outcome; one of the same id is replaced. Throws as `append` does. */
  recordOutcome(outcome: StoredOutcome): Promise<void>;
  /** A prediction by its id. */
  find(id: string): Promise<StoredPrediction | undefined>;
  /** Those of many predictions that are there, each once, in any order. Text that is no id is not found. */
  findAll(ids: readonly string[]): Promise<StoredPrediction[]>;
  /** Predictions, newest first. */
  list(query: PredictionQuery): Promise<StoredPrediction[]>;
  /** The machines that were seen since a time, by the probability of their newest prediction, highest first. */
  machines(query: { since: number; limit: number }): Promise<MachineState[]>;
  /** Outcomes, newest first by `at`. */
  outcomes(query: { machine_id?: string; since?: number; limit: number }): Promise<StoredOutcome[]>;
  counts(query: { since: number }): Promise<LogCounts>;
  status(): LogStatus;
  /** Ends after all that was appended is durable; what is queued stays in the journal for the next start. */
  close(): Promise<void>;
}
