import { FaultlineError } from "../errors.ts";
import { type MysqlAddress, readMysqlAddress } from "../stores/mysql_address.ts";

/** Seconds that a server may be silent, where the URL does not say. */
const silence = 10;

/**
 * Where predictions are kept: a `mysql:` URL as `readMysqlAddress` takes it, but without `table=`, since the tables
 * are `predictions` and `outcomes`, and with `timeout=` 10 s unless it says otherwise.
 *
 * @throws {FaultlineError} `CONFIG_INVALID` when the URL names a table; and as `readMysqlAddress`.
 *
 * @example
 * ```ts
 * import { equal, throws } from "node:assert/strict";
 * equal(mysqlLogAddress("mysql://faultline@db/plant").timeoutMs, 10_000);
 * throws(() => mysqlLogAddress("mysql://faultline@db/plant?table=readings"), /names a table/);
 * ```
 */
export function mysqlLogAddress(
  url: string,
  env: (name: string) => string | undefined = () => undefined,
): MysqlAddress {
  const address = readMysqlAddress(url, env);
  const { searchParams } = new URL(url);
  if (searchParams.has("table")) {
    throw new FaultlineError("CONFIG_INVALID", "the mysql: URL of the prediction log names a table", {
      hint: "leave table= out: its tables are predictions and outcomes",
    });
  }
  const timeoutMs = searchParams.has("timeout") ? address.timeoutMs : silence * 1000;
  return { ...address, table: "predictions", timeoutMs };
}
