import type { MysqlAddress } from "../stores/mysql_address.ts";
import type { MysqlConnection } from "../stores/mysql_connection.ts";
import { insertMysqlRows } from "./mysql_insert.ts";
import { createMysqlPool } from "./mysql_pool.ts";
import { pruneMysql } from "./mysql_prune.ts";
import {
  countRows,
  findPrediction,
  findPredictions,
  knownIds,
  listOutcomes,
  listPredictions,
} from "./mysql_queries.ts";
import { machineStates } from "./mysql_machines.ts";
import type { PredictionStore } from "./prediction_store.ts";

/** How a store is opened. */
export interface MysqlStoreOptions {
  address: MysqlAddress;
  /** Connections at most (default 4). */
  connections?: number;
  /** For how long calls are refused at once after nobody answered one, in milliseconds (default 0: each one tries). */
  failFastMs?: number;
  /** What each new connection is used for first (default: it makes or migrates the tables). */
  prepare?: (connection: MysqlConnection) => Promise<void>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** A store in MySQL. */
export interface MysqlPredictionStore extends PredictionStore {
  /** Fulfilled when the server would take rows now. */
  probe(): Promise<void>;
}

/**
 * Predictions and outcomes in MySQL 8 or MariaDB 10.6 and later. Opening does not connect: the first call does, and
 * makes or migrates the tables. A call fails rather than trying again; it may be made again, and what it tries to
 * insert then goes in once. Each wait on the server is as long as the address says, at most.
 *
 * Every call throws `FaultlineError` `LOG_UNAVAILABLE`, on which `mysqlFault` tells what to do about it.
 *
 * @example
 * ```ts
 * import { rejects } from "node:assert/strict";
 * import { mysqlLogAddress } from "./mysql_log_address.ts";
 * const address = mysqlLogAddress("mysql://me@127.0.0.1:1/plant");
 * const store = openMysqlStore({ address, now: () => 0 });
 * await rejects(store.find("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), /connection refused/);
 * await store.close();
 * ```
 */
export function openMysqlStore(options: MysqlStoreOptions): MysqlPredictionStore {
  const { address, connections = 4, failFastMs = 0, prepare, now } = options;
  const { lend, close } = createMysqlPool({ address, connections, failFastMs, prepare, now });
  return {
    insert: (rows) => lend((connection) => insertMysqlRows(connection, rows)),
    find: (id) => lend((connection) => findPrediction(connection, id)),
    findAll: (ids) => lend((connection) => findPredictions(connection, ids)),
    list: (query) => lend((connection) => listPredictions(connection, query)),
    machines: (query) => lend((connection) => machineStates(connection, query)),
    outcomes: (query) => lend((connection) => listOutcomes(connection, query)),
    counts: (query) => lend((connection) => countRows(connection, query)),
    known: (table, ids) => lend((connection) => knownIds(connection, table, ids)),
    prune: (query) => lend((connection) => pruneMysql(connection, query)),
    // Inserts nothing, and is refused wherever an insert would be: by a server that only reads, or for want of rights.
    probe: () =>
      lend(async (connection) => {
        await connection.execute("INSERT INTO predictions SELECT * FROM predictions WHERE 1 = 0", []);
      }),
    close: () => Promise.resolve(close()),
  };
}
