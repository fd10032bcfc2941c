import type { DatabaseSync } from "node:sqlite";
import { type ColumnKind, readingColumns } from "../contracts/reading.ts";
import { createAtomicFile } from "../table/atomic_file.ts";
import { type ReadingSink, sinkColumnsUnknown, type SinkMode, sinkNotEmpty } from "./sink.ts";
import type { SqliteAddress } from "./sqlite_address.ts";
import { attemptSqlite, openSqlite, quoteSqliteName } from "./sqlite_database.ts";

const sqlTypes: Readonly<Record<ColumnKind, string>> = {
  identifier: "TEXT",
  category: "TEXT",
  number: "REAL",
  time: "TEXT",
  flag: "INTEGER",
};

/**
 * Writes readings to a table of a SQLite file, in one transaction: `sqlite:PATH?table=readings`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(sqliteSink({ path: "plant.db", table: "readings" }).url, "sqlite:plant.db?table=readings");
 * ```
 */
export function sqliteSink(address: SqliteAddress): ReadingSink {
  const { path, table } = address;
  const name = `table ${table} of ${path}`;
  const names = readingColumns.map((column) => column.name);
  return {
    url: `sqlite:${path}?table=${encodeURIComponent(table)}`,
    name,
    // deno-lint-ignore require-await -- what it throws must be a rejection
    async open(mode) {
      // A database that is there changes in one transaction; a new one gets its name only when it is whole.
      const file = isFile(path) ? undefined : createAtomicFile(path);
      const database = openSqlite(file?.partPath ?? path, { readOnly: false });
      const abort = () => {
        if (database.isOpen) database.close();
        file?.abort();
      };
      try {
        const insert = attemptSqlite(path, () => {
          if (file) database.exec("PRAGMA journal_mode = MEMORY");
          prepareTable(database, table, name, mode);
          return database.prepare(
            `INSERT INTO ${quoteSqliteName(table)} (${names.map(quoteSqliteName).join(", ")}) ` +
              `VALUES (${names.map(() => "?").join(", ")})`,
          );
        });
        return {
          write(rows) {
            const columns = names.map((column) => rows.columns.get(column)!);
            attemptSqlite(path, () => {
              for (let row = 0; row < rows.rowCount; row++) {
                insert.run(...columns.map((column) => column[row]));
              }
            });
            return Promise.resolve();
          },
          commit() {
            attemptSqlite(path, () => database.exec("COMMIT"));
            database.close();
            file?.commit();
            return Promise.resolve();
          },
          abort: () => Promise.resolve(abort()),
        };
      } catch (error) {
        abort();
        throw error;
      }
    },
  };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Begins the transaction in which the table is made, or found fit. */
function prepareTable(database: DatabaseSync, table: string, name: string, mode: SinkMode): void {
  const quoted = quoteSqliteName(table);
  const columns = readingColumns.map((column) =>
    `${quoteSqliteName(column.name)} ${sqlTypes[column.kind]}${column.required ? " NOT NULL" : ""}`
  );
  database.exec("BEGIN IMMEDIATE");
  database.exec(`CREATE TABLE IF NOT EXISTS ${quoted} (${columns.join(", ")})`);
  const there = database.prepare("SELECT name FROM pragma_table_info(?)").all(table).map((row) => row.name);
  const missing = readingColumns.map((column) => column.name).filter((column) => !there.includes(column));
  if (missing.length > 0) throw sinkColumnsUnknown(name, missing);
  if (mode === "replace") database.exec(`DELETE FROM ${quoted}`);
  else if (mode === "refuse" && database.prepare(`SELECT 1 FROM ${quoted} LIMIT 1`).get()) {
    throw sinkNotEmpty(name);
  }
}
