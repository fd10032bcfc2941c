import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteFault } from "./sqlite_fault.ts";

/** A lock that this process holds. */
export interface FileLock {
  release(): void;
}

/**
 * Locks a file for this process alone, or says that another one has it (undefined). The kernel lets go of it when the
 * process ends, however it ends. The file is made; it stays, empty, since one that is removed could be locked twice.
 *
 * It is SQLite's exclusive lock on an empty database: Deno's own file locks cannot be tried without waiting before 2.9.
 *
 * @throws {FaultlineError} `LOG_UNAVAILABLE` when the file cannot be made or opened.
 *
 * @example
 * ```ts
 * import { equal, ok } from "node:assert/strict";
 * const path = Deno.makeTempDirSync() + "/lock";
 * const lock = lockFile(path);
 * ok(lock);
 * equal(lockFile(path), undefined);
 * lock.release();
 * lockFile(path)?.release();
 * ```
 */
export function lockFile(path: string): FileLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path);
    // No journal beside the file: nothing is ever written.
    database.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && /locked|busy/.test(cause.message)) return;
    throw sqliteFault(path, asSqliteError(cause));
  }
  const held = database;
  return { release: () => held.close() };
}

/** A folder that cannot be made is the same trouble as a file that cannot. */
function asSqliteError(cause: unknown): unknown {
  const isDenied = cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable;
  const isWrong = cause instanceof Deno.errors.NotADirectory || cause instanceof Deno.errors.AlreadyExists;
  const isFixed = cause instanceof Error && /read-only file system/i.test(cause.message);
  if (!isDenied && !isWrong && !isFixed) return cause;
  return Object.assign(new Error("unable to open database file", { cause }), { code: "ERR_SQLITE_ERROR" });
}
