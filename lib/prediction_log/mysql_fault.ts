/** What an error of MySQL means for the rows that were on their way. */
export interface MysqlFault {
  readonly kind: MysqlFaultKind;
  /** The error in one line. */
  readonly reason: string;
}

/**
 * - `away`: nobody answered, or the server is going, full or failing over: whether rows went in is unknown.
 * - `busy`: the server undid the work in favour of another's: the same again will go through.
 * - `refused`: table, account or server must be mended by a person, after which the same rows go in.
 * - `row`: it is the values that are refused, and will be for ever.
 * - `unknown`: an error of the server's that none of the lists here has.
 */
export type MysqlFaultKind = "away" | "busy" | "refused" | "row" | "unknown";

/**
 * Sorts an error by what to do about it, from the number that the server gave it, else from its SQLSTATE.
 * Numbers are those of MySQL 8 (dev.mysql.com/doc/mysql-errors) and MariaDB (mariadb.com/kb/en/mariadb-error-codes).
 *
 * @param error What was thrown; the causes behind it are looked through for the driver's.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const tooLong = Object.assign(new Error("Data too long"), { errno: 1406, sqlState: "22001" });
 * equal(mysqlFault(tooLong).kind, "row");
 * equal(mysqlFault(Object.assign(new Error("reset"), { code: "ECONNRESET" })).kind, "away");
 * ```
 */
export function mysqlFault(error: unknown): MysqlFault {
  const driver = driverError(error);
  const message = error instanceof Error ? error.message : String(error);
  // The log has several tables; the server's own words say which.
  const reason = driver && namesTable.has(driver.errno) ? driver.sqlMessage ?? message : message;
  return { kind: kindOf(error, driver), reason: reason.replace(/\s*[\r\n]+\s*/g, " ") };
}

function kindOf(error: unknown, driver: DriverError | undefined): MysqlFaultKind {
  if (driver) {
    const { errno, sqlState } = driver;
    for (const [kind, numbers] of Object.entries(numbersOf)) {
      if (numbers.has(errno)) return kind as MysqlFaultKind;
    }
    return classes[sqlState?.slice(0, 2) ?? ""] ?? "unknown";
  }
  // A value that cannot be bound, or a time that is none, is refused before anything is sent.
  return chain(error).some((cause) => cause instanceof TypeError || cause instanceof RangeError)
    ? "row"
    : "away";
}

/** The server's own error, as the driver hands it over. */
interface DriverError extends Error {
  /** From 1000 on; the system's errors have negative ones. */
  errno: number;
  /** A server that refuses a connection at once gives none. */
  sqlState?: string;
  sqlMessage?: string;
}

function driverError(error: unknown): DriverError | undefined {
  return chain(error).find((cause) => cause instanceof Error && (cause as DriverError).errno >= 1000) as
    | DriverError
    | undefined;
}

function chain(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause && causes.length < 8; cause = (cause as Error).cause) causes.push(cause);
  return causes;
}

/** No table, no right to it, no such column. */
const namesTable = new Set([1146, 1142, 1054]);

const numbersOf: Readonly<Partial<Record<MysqlFaultKind, ReadonlySet<number>>>> = {
  away: new Set([
    // Connections: too many of them, of the user's, an hour's; blocked by errors before; aborted; killed; idle.
    ...[1040, 1203, 1226, 1129, 1152, 1184, 1927, 4031, 3169, 1043],
    // Shutting down, shut down; a cluster's node that is not ready, or whose group has failed.
    ...[1053, 1077, 1079, 1047, 3098, 3100, 3101],
    // Network between server and client.
    ...[1158, 1159, 1160, 1161],
    // Memory, disk, an error of the engine's, one within COMMIT, too many transactions or statements.
    ...[1037, 1038, 1041, 1021, 3675, 1114, 1030, 1180, 1637, 1461, 1206],
    // A statement that the server has forgotten, as behind a proxy that changed servers.
    ...[1243, 1615],
    // Interrupted, by hand or by a limit of time.
    ...[1317, 1969, 3024],
  ]),
  // Lock wait, deadlock, deadlock within XA, a record changed since it was read, a lock refused at once.
  busy: new Set([1205, 1213, 1614, 1020, 3572]),
  refused: new Set([
    // User, host, database, rights to table, column or operation.
    ...[1045, 1698, 1130, 1044, 1049, 1142, 1143, 1227, 1370],
    // Table gone, broken, of another shape, or with a column that nobody fills.
    ...[1146, 1034, 1035, 1036, 1016, 1194, 1195, 1054, 1136, 1364],
    // The server only reads.
    ...[1290, 1792, 1836],
  ]),
  row: new Set([
    // Too long, out of range, not of the type, null, of a wrong character.
    ...[1406, 1264, 1265, 1292, 1366, 1367, 1411, 1690, 1048, 1300, 3140],
    // Constraints: unique, foreign, check (MySQL, MariaDB), a trigger's SIGNAL, partitions.
    ...[1062, 1216, 1452, 3819, 4025, 1644, 1526, 1748],
    // More bytes than the server takes in one packet, or the engine in one row.
    ...[1153, 1118],
  ]),
};

/** SQLSTATE classes: connection, rollback, data, constraint, a trigger's own, syntax and access. */
const classes: Readonly<Record<string, MysqlFaultKind>> = {
  "08": "away",
  "40": "busy",
  "22": "row",
  "23": "row",
  "45": "row",
  "42": "refused",
  "28": "refused",
  "3D": "refused",
};
