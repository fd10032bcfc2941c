import { Buffer } from "node:buffer";
import { FaultlineError } from "../errors.ts";
import type { MysqlAddress } from "./mysql_address.ts";
import { connectMysql, type MysqlConnection } from "./mysql_connection.ts";
import type { ReadingSource, SourceRows } from "./source.ts";

/**
 * Readings in a table or view of MySQL or MariaDB. They come from one consistent snapshot, in the order of the
 * primary key, or of all columns where there is none. Times are read as UTC.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readMysqlAddress } from "./mysql_address.ts";
 * const source = mysqlSource(readMysqlAddress("mysql://me:s3cret@db/plant"));
 * equal(source.url, "mysql://me@db/plant");
 * ```
 */
export function mysqlSource(address: MysqlAddress): ReadingSource {
  const name = `table ${address.table} of ${address.database} at ${address.host}:${address.port}`;
  return {
    url: address.url,
    name,
    async open() {
      const connection = await connectMysql(address);
      try {
        await connection.query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        await connection.query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        const columns = await readColumns(connection, address);
        return {
          header: columns.map(({ name }) => name),
          estimatedRows: await estimateRows(connection, address.table),
          batches: batches(connection, await selectOf(connection, address.table, columns)),
          close: () => Promise.resolve(connection.close()),
        };
      } catch (error) {
        connection.close();
        throw error;
      }
    },
  };
}

/**
 * A name as it stands in MySQL's SQL.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(quoteMysqlName("Torque [Nm]"), "`Torque [Nm]`");
 * equal(quoteMysqlName("a`b"), "`a``b`");
 * ```
 */
export function quoteMysqlName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

interface MysqlColumn {
  name: string;
  type: string;
}

async function readColumns(connection: MysqlConnection, address: MysqlAddress): Promise<MysqlColumn[]> {
  const rows = await connection.query(
    "SELECT column_name, data_type FROM information_schema.columns " +
      "WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
    [address.table],
  );
  if (rows.length === 0) throw await tableUnknown(connection, address);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type).toLowerCase() }));
}

async function tableUnknown(connection: MysqlConnection, address: MysqlAddress): Promise<FaultlineError> {
  const { table, database, host, port } = address;
  const [found] = await connection.query(
    "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
    [table],
  );
  if (found) {
    return new FaultlineError(
      "SOURCE_COLUMN_UNKNOWN",
      `view ${table} of ${database} at ${host}:${port} is broken`,
      {
        hint: "a table or a column that it is made of is gone",
      },
    );
  }
  const tables = await connection.query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name LIMIT 20",
  );
  return new FaultlineError(
    "SOURCE_TABLE_UNKNOWN",
    `database ${database} of MySQL at ${host}:${port} has no table ${table}`,
    {
      details: [tables.length > 0 ? `it has: ${tables.flat().join(", ")}` : "it has no tables"],
      hint: "name the table in the URL: table=NAME",
    },
  );
}

async function estimateRows(connection: MysqlConnection, table: string): Promise<number | undefined> {
  const [[rows] = []] = await connection.query(
    "SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
    [table],
  );
  return rows === null || rows === undefined ? undefined : Number(rows);
}

async function selectOf(
  connection: MysqlConnection,
  table: string,
  columns: readonly MysqlColumn[],
): Promise<string> {
  const keys = await connection.query(
    "SELECT column_name FROM information_schema.statistics " +
      "WHERE table_schema = DATABASE() AND table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index",
    [table],
  );
  const selected = columns.map(({ name, type }) => readable(quoteMysqlName(name), type));
  const order = keys.length > 0
    ? keys.map(([name]) => quoteMysqlName(String(name)))
    : columns.map(({ name, type }) =>
      type === "bit" ? readable(quoteMysqlName(name), type) : quoteMysqlName(name)
    );
  return `SELECT ${selected.join(", ")} FROM ${quoteMysqlName(table)} ORDER BY ${order.join(", ")}`;
}

/** Doubles come as the server writes them: the driver's own reading of them is off in the last digit now and then. */
function readable(name: string, type: string): string {
  if (type === "bit") return `CAST(${name} AS UNSIGNED)`;
  return type === "double" || type === "float" ? `CAST(${name} AS CHAR)` : name;
}

async function* batches(connection: MysqlConnection, sql: string): AsyncGenerator<SourceRows> {
  let line = 1;
  for await (const values of connection.stream(sql)) {
    const rows = new Array<string[]>(values.length);
    const lines = new Array<number>(values.length);
    for (let row = 0; row < values.length; row++) {
      rows[row] = values[row].map(toText);
      lines[row] = line++;
    }
    yield { rows, lines };
  }
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return Buffer.isBuffer(value) ? value.toString("utf8") : String(value);
}
