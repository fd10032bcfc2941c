import type { DatabaseSync } from "node:sqlite";
import { FaultlineError } from "../errors.ts";
import { openLogDatabase } from "./sqlite_schema.ts";

/** How a database is joined. */
export interface JoinOptions {
  readOnly: boolean;
  /** The version that its schema must have reached. */
  least: number;
}

/**
 * Opens the database of a log beside the server that writes it: the log's lock is not asked for, and no table made or
 * migrated, since the server may be of an older Faultline.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when there is no log yet; `LOG_UNAVAILABLE` when its schema is older than
 * wanted, and as `openLogDatabase`.
 */
export function joinLogDatabase(path: string, { readOnly, least }: JoinOptions): DatabaseSync {
  if (!isThere(path)) throw notFound(path);
  const database = openLogDatabase(path, { readOnly, joined: true });
  const version = Number(database.prepare("PRAGMA user_version").get()!.user_version);
  if (version >= least) return database;
  database.close();
  if (version === 0) throw notFound(path);
  throw new FaultlineError(
    "LOG_UNAVAILABLE",
    `${path}: its schema is of version ${version}, and version ${least} is needed`,
    { hint: "restart the server with this version of Faultline: it brings the file up to date" },
  );
}

function notFound(path: string): FaultlineError {
  return new FaultlineError("INPUT_NOT_FOUND", `there is no prediction log at ${path}`, {
    hint: "start the server and let it predict, or check the path",
  });
}

function isThere(path: string): boolean {
  try {
    if (!Deno.statSync(path).isDirectory) return true;
  } catch (cause) {
    // What else is wrong with it is told by who opens it.
    return !(cause instanceof Deno.errors.NotFound);
  }
  throw new FaultlineError("LOG_UNAVAILABLE", `${path} is a folder, not a prediction log`, {
    hint: "name the file in it",
  });
}
