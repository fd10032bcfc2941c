import { FaultlineError } from "../errors.ts";
import type { MysqlAddress } from "../stores/mysql_address.ts";
import { connectMysql, type MysqlConnection } from "../stores/mysql_connection.ts";
import { mysqlFault } from "./mysql_fault.ts";
import { migrateMysql } from "./mysql_schema.ts";

/** A few connections to the prediction log's database. */
export interface MysqlPool {
  /**
   * Lends a connection, made if need be, for as long as the work lasts. A connection on which anything went wrong is
   * not used again, except after values were refused, when its transaction is rolled back.
   *
   * @throws {FaultlineError} `LOG_UNAVAILABLE`, with what `mysqlFault` looks at among its causes; `INPUT_NOT_FOUND` where
   * `prepare` throws it.
   */
  lend<T>(work: (connection: MysqlConnection) => Promise<T>): Promise<T>;
  /** Hangs up; work under way fails at once. */
  close(): void;
}

/** How a pool is made. */
export interface MysqlPoolOptions {
  address: MysqlAddress;
  /** How many connections at most. */
  connections: number;
  /**
   * For how long after nobody answered further work is refused at once, in milliseconds, so that callers do not all
   * wait for the same silence.
   */
  failFastMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What each new connection is used for first (default: it makes or migrates the tables). */
  prepare?: (connection: MysqlConnection) => Promise<void>;
}

/**
 * Makes a pool. It connects when it is first asked for a connection, so that one can be made while the server is away;
 * whoever waits gets the next that is free. Each connection finds the tables up to date.
 */
export function createMysqlPool(options: MysqlPoolOptions): MysqlPool {
  const { address, connections, failFastMs, now, prepare = migrateMysql } = options;
  const idle: MysqlConnection[] = [];
  const open = new Set<MysqlConnection>();
  const waiting: (() => void)[] = [];
  /** Fails work under way, each. */
  const cutOff = new Set<(error: Error) => void>();
  let lent = 0;
  let closed = false;
  let away: { until: number; error: unknown } = { until: -Infinity, error: undefined };

  function refuseAtOnce() {
    if (closed) throw closedError();
    if (now() < away.until) throw away.error;
  }

  async function connect(): Promise<MysqlConnection> {
    const connection = await connectMysql(address);
    try {
      // A server that cuts values to fit, as one may be set to, would store what nobody predicted.
      await connection.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
      await prepare(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    if (closed) {
      connection.close();
      throw closedError();
    }
    open.add(connection);
    return connection;
  }

  /** An idle connection may have been hung up since. */
  function takeIdle(): MysqlConnection | undefined {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.isOpen()) return connection;
      open.delete(connection);
    }
  }

  function discard(connection: MysqlConnection) {
    open.delete(connection);
    connection.close();
  }

  async function afterFault(connection: MysqlConnection | undefined, cause: unknown): Promise<unknown> {
    const { kind, reason } = mysqlFault(cause);
    if (connection) {
      const kept = kind === "row" && connection.isOpen() &&
        await connection.query("ROLLBACK").then(() => true, () => false);
      if (kept) idle.push(connection);
      else discard(connection);
    }
    if (cause instanceof FaultlineError && cause.code === "INPUT_NOT_FOUND") return cause;
    const { hint } = cause as FaultlineError;
    const error = new FaultlineError("LOG_UNAVAILABLE", reason, { cause, hint });
    if (kind === "away" || kind === "refused") away = { until: now() + failFastMs, error };
    return error;
  }

  /** The driver leaves who waits on a connection that is closed here waiting. */
  async function untilClosed<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    cutOff.add(reject);
    try {
      return await Promise.race([work, promise]);
    } finally {
      cutOff.delete(reject);
    }
  }

  async function lend<T>(work: (connection: MysqlConnection) => Promise<T>): Promise<T> {
    refuseAtOnce();
    if (lent >= connections) await new Promise<void>((resolve) => waiting.push(resolve));
    else lent++;
    let connection: MysqlConnection | undefined;
    try {
      refuseAtOnce();
      connection = takeIdle() ?? await connect();
      const result = await work(connection);
      if (closed) discard(connection);
      else idle.push(connection);
      return result;
    } catch (cause) {
      if (cause === away.error) throw cause;
      throw await afterFault(connection, cause);
    } finally {
      // The right to a connection goes to who has waited longest.
      const next = waiting.shift();
      if (next) next();
      else lent--;
    }
  }

  return {
    lend: (work) => untilClosed(lend(work)),
    close() {
      closed = true;
      for (const connection of open) connection.close();
      open.clear();
      for (const reject of cutOff) reject(closedError());
    },
  };
}

function closedError(): FaultlineError {
  return new FaultlineError("LOG_UNAVAILABLE", "the connection to MySQL has been closed");
}
