import { DatabaseSync } from "node:sqlite";
import { FaultlineError } from "../errors.ts";

/** Milliseconds that a locked database is waited for. */
const busyTimeoutMs = 5_000;

/**
 * Opens a SQLite file.
 *
 * @throws {FaultlineError} `SOURCE_NOT_FOUND` when there is no such file and it is only to be read;
 * `SOURCE_DATABASE` when it is no SQLite database.
 */
export function openSqlite(path: string, options: { readOnly: boolean }): DatabaseSync {
  if (options.readOnly) checkFile(path);
  return attemptSqlite(path, () => {
    const database = new DatabaseSync(path, { readOnly: options.readOnly });
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    database.prepare("SELECT count(*) FROM sqlite_master").get();
    return database;
  });
}

/** Runs database work and turns SQLite's errors into ones for a person. */
export function attemptSqlite<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error) || (cause as { code?: string }).code !== "ERR_SQLITE_ERROR") throw cause;
    if (/locked|busy/.test(cause.message)) {
      throw new FaultlineError("SOURCE_TIMEOUT", `${path} is locked by another program`, {
        cause,
        hint: "try again when that program has finished",
      });
    }
    if (/database or disk is full/.test(cause.message)) {
      throw new FaultlineError("OUTPUT_DISK_FULL", `cannot write ${path}: the disk is full`, { cause });
    }
    throw new FaultlineError("SOURCE_DATABASE", `${path}: ${cause.message}`, {
      cause,
      hint: "is it a SQLite database, and its folder open to you?",
    });
  }
}

/**
 * A name as it stands in SQL.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(quoteSqliteName('Torque "raw"'), '"Torque ""raw"""');
 * ```
 */
export function quoteSqliteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function checkFile(path: string): void {
  try {
    if (Deno.statSync(path).isFile) return;
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : (cause as Error).name;
    throw new FaultlineError("SOURCE_NOT_FOUND", `cannot read ${path}: ${why}`, {
      cause,
      hint: "check the path",
    });
  }
  throw new FaultlineError("SOURCE_NOT_FOUND", `${path} is a folder, not a SQLite database`);
}
