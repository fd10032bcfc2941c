import { FaultlineError } from "../errors.ts";

/**
 * The file in the URL of a prediction log, `sqlite:PATH`; undefined for one in MySQL.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` when the URL is of another kind.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * equal(sqlitePathOf("sqlite:data/faultline.db"), "data/faultline.db");
 * equal(sqlitePathOf("mysql://faultline@db/plant"), undefined);
 * throws(() => sqlitePathOf("csv:predictions.csv"));
 * ```
 */
export function sqlitePathOf(databaseUrl: string): string | undefined {
  if (databaseUrl.startsWith("sqlite:")) return databaseUrl.slice("sqlite:".length);
  if (databaseUrl.startsWith("mysql:")) return undefined;
  throw new FaultlineError("CONFIG_INVALID", "the database of predictions must be sqlite:PATH or mysql://…");
}
