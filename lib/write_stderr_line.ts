const encoder = new TextEncoder();

/**
 * Writes to stderr before it returns, so that a log has its line even when the process ends next: what a log of a
 * command takes as its `write`.
 *
 * @param line Its newline included.
 *
 * @example
 * ```ts
 * import { createLog } from "./log.ts";
 * const log = createLog({ write: writeStderrLine, now: () => 0 });
 * log.debug({ rows: 3 }, "below the level: nothing is written");
 * ```
 */
export function writeStderrLine(line: string): void {
  Deno.stderr.writeSync(encoder.encode(line));
}
