import type { Log } from "../log.ts";
import type { ToldLine } from "./log_messages.ts";

/**
 * A log whose lines another thread writes.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const lines: unknown[] = [];
 * portLog((line) => lines.push(line)).info({ rows: 3 }, "pruned");
 * deepEqual(lines, [{ kind: "line", level: "info", fields: { rows: 3 }, message: "pruned" }]);
 * ```
 */
export function portLog(send: (line: ToldLine) => void): Log {
  const at = (level: ToldLine["level"]) => (fields: unknown, message?: string) =>
    send({
      kind: "line",
      level,
      fields: typeof fields === "object" && fields !== null ? fields as Record<string, unknown> : {},
      message: message ?? String(fields),
    });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } as Log;
}
