import { type ColumnKind, readingColumns } from "../contracts/reading.ts";
import { FaultlineError } from "../errors.ts";
import type { Table } from "../table/table.ts";
import type { MysqlAddress } from "./mysql_address.ts";
import { connectMysql, type MysqlConnection, type SqlValue } from "./mysql_connection.ts";
import { quoteMysqlName } from "./mysql_source.ts";
import { canonicalCell } from "./parse_cell.ts";
import { type ReadingSink, sinkColumnsUnknown, type SinkMode, sinkNotEmpty } from "./sink.ts";

const sqlTypes: Readonly<Record<ColumnKind, string>> = {
  identifier: "VARCHAR(200)",
  category: "CHAR(1)",
  number: "DOUBLE",
  time: "DATETIME(3)",
  flag: "TINYINT",
};

/** Rows a statement; all placeholders of a statement are at most 65,535. */
const rowsPerInsert = 500;

/**
 * Writes readings to a table of MySQL or MariaDB, in one transaction. A table that it makes has a key `sequence`
 * in front, so that rows come back in the order they were written.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { readMysqlAddress } from "./mysql_address.ts";
 * equal(mysqlSink(readMysqlAddress("mysql://me:s3cret@db/plant")).url, "mysql://me@db/plant");
 * ```
 */
export function mysqlSink(address: MysqlAddress): ReadingSink {
  const name = `table ${address.table} of ${address.database} at ${address.host}:${address.port}`;
  return {
    url: address.url,
    name,
    async open(mode) {
      const connection = await connectMysql(address);
      try {
        await prepareTable(connection, address.table, name, mode);
      } catch (error) {
        connection.close();
        throw error;
      }
      return {
        write: (table) => insertRows(connection, address.table, table),
        async commit() {
          await connection.query("COMMIT");
          connection.close();
        },
        abort: () => Promise.resolve(connection.close()),
      };
    },
  };
}

async function prepareTable(
  connection: MysqlConnection,
  table: string,
  name: string,
  mode: SinkMode,
): Promise<void> {
  const quoted = quoteMysqlName(table);
  const columns = readingColumns.map((column) =>
    `${quoteMysqlName(column.name)} ${sqlTypes[column.kind]}${column.required ? " NOT NULL" : ""}`
  );
  await connection.query(
    `CREATE TABLE IF NOT EXISTS ${quoted} ` +
      `(sequence BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, ${columns.join(", ")}) ENGINE = InnoDB`,
  );
  const there = await connection.query(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?",
    [table],
  );
  const missing = readingColumns.map((column) => column.name).filter((column) =>
    !there.flat().includes(column)
  );
  if (missing.length > 0) throw sinkColumnsUnknown(name, missing);
  await connection.query("START TRANSACTION");
  if (mode === "replace") await connection.query(`DELETE FROM ${quoted}`);
  else if (mode === "refuse" && (await connection.query(`SELECT 1 FROM ${quoted} LIMIT 1`)).length > 0) {
    throw sinkNotEmpty(name);
  }
}

async function insertRows(connection: MysqlConnection, name: string, table: Table): Promise<void> {
  const columns = readingColumns.map((column) => ({ ...column, values: table.columns.get(column.name)! }));
  const names = columns.map((column) => quoteMysqlName(column.name)).join(", ");
  const row = `(${columns.map(() => "?").join(", ")})`;
  for (let start = 0; start < table.rowCount; start += rowsPerInsert) {
    const end = Math.min(start + rowsPerInsert, table.rowCount);
    const values: SqlValue[] = [];
    for (let i = start; i < end; i++) {
      for (const column of columns) values.push(toSql(column.kind, column.values[i]));
    }
    const rows = new Array(end - start).fill(row).join(", ");
    await connection.execute(`INSERT INTO ${quoteMysqlName(name)} (${names}) VALUES ${rows}`, values);
  }
}

/** MySQL takes a time without T and Z; the session's clock is UTC. */
function toSql(kind: ColumnKind, value: string | number): SqlValue {
  if (kind !== "time") return value;
  const time = canonicalCell("time", String(value));
  if (time === undefined) throw new FaultlineError("SOURCE_DATABASE", `${value} is no time`);
  return time.replace("T", " ").slice(0, -1);
}
