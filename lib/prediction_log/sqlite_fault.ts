import { FaultlineError } from "../errors.ts";

/** SQLite's result codes (https://www.sqlite.org/rescode.html) that one row is to blame for, not the database. */
const rowCodes = new Set([18, /* TOOBIG */ 19, /* CONSTRAINT */ 20 /* MISMATCH */]);

/** Whether a row could not be kept for what it is, so that its neighbours can. */
export function isRowFault(cause: unknown): boolean {
  if (cause instanceof TypeError) return true;
  const { errcode } = cause as { errcode?: number };
  return errcode !== undefined && rowCodes.has(errcode & 0xff);
}

/** What SQLite says, and what it means for a person. The first match counts. */
const meanings: readonly [RegExp, string, string][] = [
  [/disk is full/, "the disk is full", "make room; nothing that was answered is lost"],
  [/readonly|read-only/, "it may only be read", "give its file and folder to the user that runs the server"],
  [/not a database/, "it is no SQLite database", "name another file, or move this one away"],
  [/malformed|corrupt/, "it is damaged", "restore it from a backup, or move it away to begin anew"],
  [/locked|busy/, "another program holds it", "try again when that program has finished"],
  [/unable to open/, "it cannot be opened", "check the path, and that its folder is open to you"],
  [/disk i\/o/i, "the disk reports an error", "look at the system's log for what it says of the disk"],
];

/**
 * Turns an error of SQLite's into one for a person; others pass as they are.
 *
 * @param path The database.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const cause = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR" });
 * const fault = sqliteFault("data/faultline.db", cause);
 * equal((fault as Error).message, "data/faultline.db: the disk is full");
 * ```
 */
export function sqliteFault(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || (cause as { code?: string }).code !== "ERR_SQLITE_ERROR") return cause;
  const [, means, hint] = meanings.find(([pattern]) => pattern.test(cause.message)) ??
    [undefined, cause.message, "is its disk well, and the file as the server left it?"];
  return new FaultlineError("LOG_UNAVAILABLE", `${path}: ${means}`, { cause, hint });
}
