import pino from "pino";

/** The part of a pino logger that Faultline uses. */
export type Log = Pick<pino.Logger, "debug" | "info" | "warn" | "error">;

/** Where log lines go and what the time is. */
export interface LogOptions {
  /** Takes one JSON line, its newline included. */
  write: (line: string) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Least level written (default `info`). */
  level?: "debug" | "info" | "warn" | "error";
}

/**
 * Makes a pino logger that writes JSON lines to a given sink with a given clock.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const lines: string[] = [];
 * const log = createLog({ write: (line) => lines.push(line), now: () => 0 });
 * log.info({ rows: 3 }, "ingested");
 * equal(lines[0], '{"level":"info","time":"1970-01-01T00:00:00.000Z","rows":3,"msg":"ingested"}\n');
 * ```
 */
export function createLog(options: LogOptions): Log {
  return pino({
    base: null,
    level: options.level ?? "info",
    timestamp: () => `,"time":"${new Date(options.now()).toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  }, { write: options.write });
}

/** A log that says nothing, for callers that want none. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
