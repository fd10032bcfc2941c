import { type Connection, type ConnectionOptions, createConnection, type ResultSetHeader } from "mysql2";
import { FaultlineError } from "../errors.ts";
import type { MysqlAddress, SslMode } from "./mysql_address.ts";
import { mysqlError } from "./mysql_error.ts";

/** What a bound value may be. */
export type SqlValue = string | number | null;

/** One connection to MySQL. Every wait on the server has a deadline; errors are ones for a person. */
export interface MysqlConnection {
  /** Runs one statement and gives its rows as arrays; values are bound by the client, never pasted. */
  query(sql: string, values?: readonly SqlValue[]): Promise<unknown[][]>;
  /** Runs a prepared statement. Numbers come back with all of their bits, which `query` does not promise. */
  execute(sql: string, values: readonly SqlValue[]): Promise<SqlResult>;
  /** Runs a query and gives its rows in batches, with flat memory. */
  stream(sql: string): AsyncGenerator<unknown[][]>;
  /** Hangs up. An open transaction is rolled back. */
  close(): void;
  /** False once either side has hung up. */
  isOpen(): boolean;
}

/** What a prepared statement gives: rows as arrays, or how many it inserted, changed or deleted. */
export interface SqlResult {
  readonly rows: unknown[][];
  /** For `ON DUPLICATE KEY UPDATE` the server's count says little. */
  readonly affected: number;
}

/** Rows handed over at a time. */
const batchRows = 4_096;

/**
 * Connects to MySQL or MariaDB. The session's clock is UTC.
 *
 * @throws {FaultlineError} `SOURCE_REFUSED`, `SOURCE_PASSWORD`, `SOURCE_TABLE_UNKNOWN` (for the database),
 * `SOURCE_TLS`, `SOURCE_TIMEOUT` or `SOURCE_DATABASE`.
 */
export async function connectMysql(address: MysqlAddress): Promise<MysqlConnection> {
  const ca = address.sslCa === undefined ? undefined : await readCa(address.sslCa);
  const connection = await connect(address, address.sslMode, ca);
  const wrapped = wrap(connection, address);
  await wrapped.query("SET time_zone = '+00:00'");
  return wrapped;
}

async function connect(address: MysqlAddress, mode: SslMode, ca: string | undefined): Promise<Connection> {
  const { host, port, user, password, database, timeoutMs } = address;
  const connection = createConnection({
    host,
    port,
    user,
    password,
    database,
    connectTimeout: timeoutMs,
    ssl: sslOptions(mode, ca),
    rowsAsArray: true,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
  });
  // Errors reach whoever waits on the connection; without a listener one between two waits would end the process.
  connection.on("error", () => {});
  try {
    await withDeadline(
      new Promise<void>((resolve, reject) =>
        connection.connect((error) => error ? reject(error) : resolve())
      ),
      address,
    );
    return connection;
  } catch (cause) {
    connection.destroy();
    const error = mysqlError(cause, address);
    const isTls = error instanceof FaultlineError && error.code === "SOURCE_TLS";
    if (mode === "preferred" && isTls) return connect(address, "disabled", undefined);
    throw error;
  }
}

function sslOptions(mode: SslMode, ca: string | undefined): ConnectionOptions["ssl"] {
  if (mode === "disabled") return undefined;
  const verify = mode === "verify-ca" || mode === "verify-identity";
  return { ca, rejectUnauthorized: verify, verifyIdentity: mode === "verify-identity" };
}

async function readCa(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new FaultlineError("SOURCE_TLS", `cannot read ssl-ca ${path}: ${(cause as Error).name}`, { cause });
  }
}

function wrap(connection: Connection, address: MysqlAddress): MysqlConnection {
  let open = true;
  const hangUp = () => {
    open = false;
    connection.destroy();
  };
  // The server, or something between, may hang up while nobody waits on the connection.
  connection.on("error", () => open = false);
  connection.on("end", () => open = false);
  /** After a deadline the connection's state is unknown: nothing may follow on it. */
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await withDeadline(work, address);
    } catch (cause) {
      const error = mysqlError(cause, address);
      if (error instanceof FaultlineError && error.code === "SOURCE_TIMEOUT") hangUp();
      throw error;
    }
  };
  return {
    query: (sql, values = []) =>
      guard(
        new Promise((resolve, reject) =>
          connection.query(sql, [...values], (error, rows) =>
            error ? reject(error) : resolve(rows as unknown[][]))
        ),
      ),
    execute: (sql, values) =>
      guard(
        new Promise((resolve, reject) =>
          connection.execute(
            sql,
            [...values],
            (error, result) => error ? reject(error) : resolve(resultOf(result)),
          )
        ),
      ),
    stream: (sql) => stream(connection, sql, guard),
    close: hangUp,
    isOpen: () => open,
  };
}

function resultOf(result: unknown): SqlResult {
  if (Array.isArray(result)) return { rows: result, affected: 0 };
  return { rows: [], affected: (result as ResultSetHeader).affectedRows };
}

async function* stream(
  connection: Connection,
  sql: string,
  guard: <T>(work: Promise<T>) => Promise<T>,
): AsyncGenerator<unknown[][]> {
  let batch: unknown[][] = [];
  let state: { ended: boolean; error?: unknown } = { ended: false };
  let wake = () => {};
  const isReady = () => state.ended || batch.length >= batchRows;
  const query = connection.query(sql);
  query.on("result", (row) => {
    batch.push(row as unknown as unknown[]);
    if (batch.length >= batchRows) connection.pause();
    wake();
  });
  query.on("end", () => (state = { ...state, ended: true }, wake()));
  query.on("error", (error) => (state = { ended: true, error }, wake()));

  for (let ended = false; !ended;) {
    // Whatever arrives wakes the wait and so begins a new deadline.
    while (!isReady()) await guard(new Promise<void>((resolve) => wake = resolve));
    if (state.error) await guard(Promise.reject(state.error));
    ended = state.ended;
    const rows = batch;
    batch = [];
    connection.resume();
    if (rows.length > 0) yield rows;
    ended &&= batch.length === 0;
  }
}

async function withDeadline<T>(work: Promise<T>, { host, port, timeoutMs }: MysqlAddress): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = timeoutMs / 1000;
      reject(
        new FaultlineError("SOURCE_TIMEOUT", `MySQL at ${host}:${port} has been silent for ${seconds} s`, {
          hint: "is it overloaded, or a table locked? timeout=SECONDS in the URL sets how long to wait",
        }),
      );
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
