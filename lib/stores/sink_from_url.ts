import { csvSink } from "./csv_sink.ts";
import { readMysqlAddress } from "./mysql_address.ts";
import { mysqlSink } from "./mysql_sink.ts";
import type { ReadingSink } from "./sink.ts";
import type { StoreOptions } from "./source_from_url.ts";
import { readSqliteAddress } from "./sqlite_address.ts";
import { sqliteSink } from "./sqlite_sink.ts";
import { splitStoreUrl } from "./store_url.ts";

/** The kinds of URLs that name a sink. */
const sinkUrls = {
  csv: "csv:PATH",
  sqlite: "sqlite:PATH?table=readings",
  mysql: "mysql://user@host:3306/db?table=readings",
} as const;

/**
 * The sink that a URL names. Nothing is opened yet.
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when there is no such kind of URL, or a part of it is wrong.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(sinkFromUrl("sqlite:plant.db").url, "sqlite:plant.db?table=readings");
 * ```
 */
export function sinkFromUrl(url: string, options: StoreOptions = {}): ReadingSink {
  const { scheme, rest } = splitStoreUrl(url, sinkUrls);
  switch (scheme) {
    case "csv":
      return csvSink(rest);
    case "sqlite":
      return sqliteSink(readSqliteAddress(rest));
    case "mysql":
      return mysqlSink(readMysqlAddress(url, options.env));
  }
}
