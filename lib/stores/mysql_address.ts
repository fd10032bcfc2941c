import { isIP } from "node:net";
import { FaultlineError } from "../errors.ts";
import { readQuery, wholeParameter } from "./source_query.ts";

/** How far the connection is encrypted and the server's certificate trusted; meanings are those of MySQL's client. */
export const sslModes = ["disabled", "preferred", "required", "verify-ca", "verify-identity"] as const;
export type SslMode = (typeof sslModes)[number];

/** Which table of which MySQL or MariaDB database, and how to get there. */
export interface MysqlAddress {
  /** The URL without its password. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly table: string;
  readonly sslMode: SslMode;
  /** File of the certificate authority to trust (default: those that the system trusts). */
  readonly sslCa?: string;
  /** Milliseconds that the server may be silent. */
  readonly timeoutMs: number;
}

const parameters = ["table", "ssl-mode", "ssl-ca", "password-env", "timeout"];
const shape = "mysql://user@host:3306/db?table=readings";

/**
 * The address in a `mysql:` URL: `mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE?table=NAME`, with
 * `password-env=FAULTLINE_…` naming the variable that holds the password (default `MYSQL_PWD`),
 * `ssl-mode=disabled|preferred|required|verify-ca|verify-identity` (default `preferred`, or `verify-ca` with
 * `ssl-ca=PATH`) and `timeout=SECONDS` (default 30).
 *
 * @throws {FaultlineError} `SOURCE_URL_INVALID` when a part is missing or wrong: the message never shows the URL;
 * `SOURCE_PASSWORD` when the variable named is not set.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const address = readMysqlAddress("mysql://faultline:s3cret@db:3306/plant?table=readings");
 * equal(address.url, "mysql://faultline@db:3306/plant?table=readings");
 * equal(address.password, "s3cret");
 * ```
 */
export function readMysqlAddress(
  url: string,
  env: (name: string) => string | undefined = () => undefined,
): MysqlAddress {
  const parsed = parse(url);
  const values = readQuery("mysql:", parsed.search.slice(1), parameters);
  const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  const user = decode(parsed.username);
  const database = decode(parsed.pathname.slice(1));
  const table = values.get("table") ?? "readings";
  for (const [part, value] of Object.entries({ user, host, database, table })) {
    if (value === "") {
      throw new FaultlineError("SOURCE_URL_INVALID", `the mysql: URL names no ${part}`, {
        hint: `write ${shape}`,
      });
    }
  }

  const passwordEnv = values.get("password-env");
  const sslCa = values.get("ssl-ca");
  return {
    url: withoutPassword(parsed),
    host,
    port: parsed.port === "" ? 3306 : Number(parsed.port),
    user,
    password: decode(parsed.password) || passwordFrom(env, passwordEnv),
    database,
    table,
    sslMode: sslModeOf(values.get("ssl-mode"), sslCa, host),
    sslCa,
    timeoutMs: 1000 * wholeParameter("mysql:", values, "timeout", { least: 1, most: 86_400, fallback: 30 }),
  };
}

/** An unescaped @, / or # in a password moves parts of it to where a message would show them. */
function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && parsed.host !== "" && !/@/.test(parsed.pathname + parsed.search) && parsed.hash === "") {
    return parsed;
  }
  throw new FaultlineError("SOURCE_URL_INVALID", "the mysql: URL cannot be read", {
    hint: `write ${shape}, special characters percent-encoded, or give the password in MYSQL_PWD`,
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new FaultlineError("SOURCE_URL_INVALID", "the mysql: URL has a percent sign that encodes nothing", {
      hint: "write %25 for a percent sign",
    });
  }
}

function withoutPassword(parsed: URL): string {
  const clean = new URL(parsed);
  clean.password = "";
  return clean.href;
}

function passwordFrom(env: (name: string) => string | undefined, name: string | undefined): string {
  if (name === undefined) return env("MYSQL_PWD") ?? "";
  if (!/^FAULTLINE_[A-Z0-9_]+$/.test(name)) {
    throw new FaultlineError(
      "SOURCE_URL_INVALID",
      `password-env must name a variable FAULTLINE_…, current value: ${name}`,
    );
  }
  const password = env(name);
  if (password !== undefined) return password;
  throw new FaultlineError("SOURCE_PASSWORD", `password-env names ${name}, which is not set`);
}

function sslModeOf(mode: string | undefined, ca: string | undefined, host: string): SslMode {
  const chosen = mode ?? (ca === undefined ? "preferred" : "verify-ca");
  if (!(sslModes as readonly string[]).includes(chosen)) {
    throw new FaultlineError("SOURCE_URL_INVALID", `there is no ssl-mode ${chosen}`, {
      hint: `known here: ${sslModes.join(", ")}`,
    });
  }
  if (ca !== undefined && !chosen.startsWith("verify-")) {
    throw new FaultlineError("SOURCE_URL_INVALID", `ssl-ca does nothing with ssl-mode=${chosen}`, {
      hint: "use ssl-mode=verify-ca or verify-identity",
    });
  }
  // The driver compares a certificate with names alone, and would let any certificate pass for an address.
  if (chosen === "verify-identity" && isIP(host) !== 0) {
    throw new FaultlineError(
      "SOURCE_URL_INVALID",
      `ssl-mode=verify-identity needs a host name, current value: ${host}`,
    );
  }
  return chosen as SslMode;
}
