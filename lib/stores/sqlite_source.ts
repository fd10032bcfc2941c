import type { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { FaultlineError } from "../errors.ts";
import type { ReadingSource, SourceRows } from "./source.ts";
import type { SqliteAddress } from "./sqlite_address.ts";
import { attemptSqlite, openSqlite, quoteSqliteName } from "./sqlite_database.ts";

/** Rows handed over at a time. */
const batchRows = 4_096;

/**
 * Readings in a table or view of a SQLite file: `sqlite:PATH?table=readings`. One query reads them all, so that
 * they are one moment's; they come in the order of the primary key, of entry where there is none, and of all
 * columns in a view.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(sqliteSource({ path: "plant.db", table: "readings" }).url, "sqlite:plant.db?table=readings");
 * ```
 */
export function sqliteSource(address: SqliteAddress): ReadingSource {
  const { path, table } = address;
  return {
    url: `sqlite:${path}?table=${encodeURIComponent(table)}`,
    name: `table ${table} of ${path}`,
    // deno-lint-ignore require-await -- what it throws must be a rejection
    async open() {
      const database = openSqlite(path, { readOnly: true });
      try {
        const order = orderOf(database, address);
        const rows = database.prepare(`SELECT * FROM ${quoteSqliteName(table)} ORDER BY ${order}`);
        // Not yet in Deno's types.
        (rows as unknown as { setReturnArrays(on: boolean): void }).setReturnArrays(true);
        rows.setReadBigInts(true);
        const { count } = database.prepare(`SELECT count(*) AS count FROM ${quoteSqliteName(table)}`)
          .get() as { count: number };
        return {
          header: rows.columns().map(({ name }) => name),
          estimatedRows: count,
          batches: batches(path, rows.iterate() as unknown as Iterator<unknown[]>),
          close: () => Promise.resolve(database.close()),
        };
      } catch (error) {
        database.close();
        throw error;
      }
    },
  };
}

/** What to order a table's rows by, so that they come the same way at every reading. */
function orderOf(database: DatabaseSync, { path, table }: SqliteAddress): string {
  const info = database.prepare("SELECT type, wr, ncol FROM pragma_table_list(?) WHERE schema = 'main'").get(
    table,
  );
  if (!info) throw tableUnknown(database, path, table);
  const keys = database.prepare("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk").all(table);
  if (keys.length > 0) return keys.map(({ name }) => quoteSqliteName(String(name))).join(", ");
  if (info.type === "table") return "rowid";
  return Array.from({ length: Number(info.ncol) }, (_, i) => i + 1).join(", ");
}

function tableUnknown(database: DatabaseSync, path: string, table: string): FaultlineError {
  const tables = database.prepare(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name",
  )
    .all().map(({ name }) => name);
  return new FaultlineError("SOURCE_TABLE_UNKNOWN", `${path} has no table ${table}`, {
    details: [tables.length > 0 ? `it has: ${tables.join(", ")}` : "it has no tables"],
    hint: "name the table in the URL: sqlite:PATH?table=NAME",
  });
}

async function* batches(path: string, rows: Iterator<unknown[]>): AsyncGenerator<SourceRows> {
  let line = 1;
  for (let ended = false; !ended;) {
    const batch: string[][] = [];
    const lines: number[] = [];
    attemptSqlite(path, () => {
      while (batch.length < batchRows) {
        const next = rows.next();
        if (next.done) return void (ended = true);
        batch.push(next.value.map(toText));
        lines.push(line++);
      }
    });
    yield { rows: batch, lines };
    // Lets signals in between batches.
    await setTimeout(0);
  }
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return value instanceof Uint8Array ? `(${value.length} bytes)` : String(value);
}
