import { FaultlineError } from "../errors.ts";
import { readQuery } from "./source_query.ts";

/** Which table of which SQLite file. */
export interface SqliteAddress {
  readonly path: string;
  readonly table: string;
}

/**
 * The address in a `sqlite:` URL, given what stands behind the colon: `PATH?table=NAME` (default `readings`).
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when the path is missing or a parameter unknown.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(readSqliteAddress("plant.db?table=lathes"), { path: "plant.db", table: "lathes" });
 * ```
 */
export function readSqliteAddress(rest: string): SqliteAddress {
  const at = rest.indexOf("?");
  const path = at < 0 ? rest : rest.slice(0, at);
  const table = readQuery("sqlite:", at < 0 ? "" : rest.slice(at + 1), ["table"]).get("table") ?? "readings";
  if (path === "" || table === "") {
    throw new FaultlineError("SOURCE_URL_INVALID", `sqlite: names no ${path === "" ? "file" : "table"}`, {
      hint: "write sqlite:PATH?table=NAME",
    });
  }
  return { path, table };
}
