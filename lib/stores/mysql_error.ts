import { FaultlineError } from "../errors.ts";
import type { MysqlAddress } from "./mysql_address.ts";

/** What the driver's errors carry. */
interface DriverError extends Error {
  code?: string;
  errno?: number;
  sqlMessage?: string;
}

/**
 * A driver's or server's error in one line for a person. It shows host, port, user, database and table, and never
 * the password.
 */
export function mysqlError(cause: unknown, address: MysqlAddress): unknown {
  if (cause instanceof FaultlineError || !(cause instanceof Error)) return cause;
  const { code = "", errno = 0, message } = cause as DriverError;
  const { host, port, user, database, table } = address;
  const server = `MySQL at ${host}:${port}`;
  const make = (known: FaultlineError["code"], text: string, hint?: string) =>
    new FaultlineError(known, text, { cause, hint });

  if (Object.hasOwn(unreachable, code)) {
    return make(
      "SOURCE_REFUSED",
      `cannot reach ${server}: ${unreachable[code]}`,
      "check host and port, and that it runs",
    );
  }
  if (code.startsWith("HANDSHAKE_") || code.startsWith("ERR_TLS_") || code.startsWith("ERR_SSL_")) {
    return make(
      "SOURCE_TLS",
      `no trusted TLS connection to ${server}: ${message}`,
      "check ssl-mode and ssl-ca in the URL; ssl-ca names the file of the authority that signed the server's certificate",
    );
  }
  if (code === "ETIMEDOUT" || timeouts.has(errno)) {
    return make("SOURCE_TIMEOUT", `${server} did not answer in time`, "is it overloaded, or a table locked?");
  }
  switch (errno) {
    case 1045:
    case 1698:
      return make(
        "SOURCE_PASSWORD",
        `${server} refuses user ${user} with ${address.password === "" ? "no password" : "this password"}`,
        "give it in MYSQL_PWD, or in the variable that password-env=FAULTLINE_… names in the URL",
      );
    case 1044:
    case 1049:
      return make("SOURCE_TABLE_UNKNOWN", `${server} has no database ${database} that user ${user} may use`);
    case 1146:
      return make("SOURCE_TABLE_UNKNOWN", `database ${database} of ${server} has no table ${table}`);
    case 1142:
      return make(
        "SOURCE_TABLE_UNKNOWN",
        `user ${user} may not use table ${table} of ${server} so`,
        "grant it the rights",
      );
    case 1054:
      return make(
        "SOURCE_COLUMN_UNKNOWN",
        `table ${table} of ${server}: ${(cause as DriverError).sqlMessage ?? message}`,
      );
    case 1021:
    case 1114:
      return make("OUTPUT_DISK_FULL", `${server} has no room left for table ${table}`);
  }
  return make("SOURCE_DATABASE", `${server}: ${(cause as DriverError).sqlMessage ?? message}`);
}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to its network",
  ECONNRESET: "it ended the connection",
  EPIPE: "it ended the connection",
  PROTOCOL_CONNECTION_LOST: "it ended the connection",
};

/** Lock wait, statement time (MySQL, MariaDB). */
const timeouts = new Set([1205, 3024, 1969]);
