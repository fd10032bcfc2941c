import type { StoredOutcome } from "../contracts/prediction.ts";
import type { MysqlConnection, SqlValue } from "../stores/mysql_connection.ts";
import { padToPowerOfTwo, selectByKeys } from "./mysql_keys.ts";
import {
  outcomeColumns,
  outcomeOf,
  outcomeValues,
  predictionColumns,
  predictionValues,
} from "./mysql_rows.ts";
import type { StoreRows } from "./prediction_store.ts";

/** Rows of one statement at most, a power of two. MySQL takes 65,535 placeholders. */
const mostRows = 256;

/** Inserts rows in one transaction: all or none. See `PredictionStore.insert`. */
export async function insertMysqlRows(connection: MysqlConnection, rows: StoreRows): Promise<void> {
  const { predictions, outcomes } = rows;
  // A single statement is a transaction by itself, and one way to the server and back.
  const isSingle = predictions.length <= mostRows && outcomes.length === 0;
  if (!isSingle) await connection.query("START TRANSACTION");
  await insertAll(connection, "predictions", predictionColumns, predictions.map(predictionValues));
  if (outcomes.length > 0) await insertOutcomes(connection, outcomes);
  if (!isSingle) await connection.query("COMMIT");
}

/**
 * Inserts rows, some hundred by a statement. The last statement is filled up to a power of two by repeating its last
 * row, which adds nothing: so few texts are prepared, and kept by the server for as long as the connection lasts.
 */
async function insertAll(
  connection: MysqlConnection,
  table: string,
  columns: readonly string[],
  rows: readonly SqlValue[][],
): Promise<void> {
  for (let start = 0; start < rows.length; start += mostRows) {
    const part = padToPowerOfTwo(rows.slice(start, start + mostRows));
    await connection.execute(insertStatement(table, columns, part.length), part.flat());
  }
}

/**
 * A row whose id is there stays as it is. `IGNORE` would also let rows in whose values do not fit, cut to size;
 * a plain insert would refuse the whole statement for one row that is there.
 */
function insertStatement(table: string, columns: readonly string[], rows: number): string {
  const row = `(${columns.map(() => "?").join(", ")})`;
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${new Array(rows).fill(row).join(", ")} ` +
    "ON DUPLICATE KEY UPDATE id = id";
}

/**
 * An outcome that is there is replaced unless it was recorded later. Inserting has locked those that are there; the
 * ones that differ are updated one by one, with placeholders alone: the servers do not share a way for
 * `ON DUPLICATE KEY UPDATE` to name the new values.
 */
async function insertOutcomes(
  connection: MysqlConnection,
  outcomes: readonly StoredOutcome[],
): Promise<void> {
  // Of outcomes of one id, the last one recorded, and of those the last one given.
  const last = new Map<string, StoredOutcome>();
  for (const outcome of outcomes) {
    const other = last.get(outcome.id);
    if (!other || Date.parse(other.recorded_at) <= Date.parse(outcome.recorded_at)) {
      last.set(outcome.id, outcome);
    }
  }
  const rows = [...last.values()];
  await insertAll(connection, "outcomes", outcomeColumns, rows.map(outcomeValues));
  const there = await selectByKeys(connection, {
    select: `SELECT ${outcomeColumns.join(", ")} FROM outcomes`,
    key: "id",
    values: [...last.keys()],
    tail: "FOR UPDATE",
  });
  for (const kept of there.map(outcomeOf)) {
    const outcome = last.get(kept.id)!;
    const [id, ...values] = outcomeValues(outcome);
    const isSame = values.every((value, i) => value === outcomeValues(kept)[i + 1]);
    if (isSame || Date.parse(kept.recorded_at) > Date.parse(outcome.recorded_at)) continue;
    await connection.execute(updateOutcome, [...values, id] as SqlValue[]);
  }
}

const updateOutcome = `UPDATE outcomes SET ${
  outcomeColumns.slice(1).map((column) => `${column} = ?`).join(", ")
} WHERE id = ?`;
