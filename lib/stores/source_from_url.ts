import { FaultlineError } from "../errors.ts";
import { csvSource } from "./csv_source.ts";
import { readMysqlAddress } from "./mysql_address.ts";
import { mysqlSource } from "./mysql_source.ts";
import { simulateSource } from "./simulate_source.ts";
import type { ReadingSource } from "./source.ts";
import { readSqliteAddress } from "./sqlite_address.ts";
import { sqliteSource } from "./sqlite_source.ts";
import { splitStoreUrl } from "./store_url.ts";

/** What a store may need from outside. */
export interface StoreOptions {
  /** Reads a variable of the environment, for a password (default: there are none). */
  env?: (name: string) => string | undefined;
}

/** The kinds of URLs that name a source. */
const sourceUrls = {
  simulate: "simulate:?rows=10000&seed=42",
  csv: "csv:PATH",
  sqlite: "sqlite:PATH?table=readings",
  mysql: "mysql://user@host:3306/db?table=readings",
} as const;

/**
 * The source that a URL names. Nothing is opened yet.
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when there is no such kind of URL, or a part of it is wrong;
 * `SOURCE_PASSWORD` when `password-env` names a variable that is not set.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * equal(sourceFromUrl("csv:lathe7.csv").name, "lathe7.csv");
 * throws(() => sourceFromUrl("lathe7.csv"), { code: "SOURCE_URL_INVALID" });
 * ```
 */
export function sourceFromUrl(url: string, options: StoreOptions = {}): ReadingSource {
  const { scheme, rest } = splitStoreUrl(url, sourceUrls);
  switch (scheme) {
    case "csv":
      return csvSource(rest);
    case "sqlite":
      return sqliteSource(readSqliteAddress(rest));
    case "mysql":
      return mysqlSource(readMysqlAddress(url, options.env));
    case "simulate":
      if (rest === "" || rest.startsWith("?")) return simulateSource(rest.slice(1));
      throw new FaultlineError(
        "SOURCE_URL_INVALID",
        "simulate: takes parameters behind a question mark alone",
        {
          hint: `e.g. ${sourceUrls.simulate}`,
        },
      );
  }
}
