import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";
import type { MysqlConnection, SqlValue } from "../stores/mysql_connection.ts";
import { idChunks } from "./id_chunks.ts";
import { leastIdAt } from "./id_time.ts";
import { selectByKeys } from "./mysql_keys.ts";
import { outcomeColumns, outcomeOf, predictionColumns, predictionOf, sqlTime } from "./mysql_rows.ts";
import type { LogCounts, PredictionQuery } from "./prediction_log.ts";

/** Conditions, each with its value, as one WHERE clause; a value that is undefined asks for nothing. */
function where(conditions: readonly [string, SqlValue | undefined][]) {
  const asked = conditions.filter(([, value]) => value !== undefined) as [string, SqlValue][];
  return {
    clause: asked.length === 0 ? "" : `WHERE ${asked.map(([condition]) => condition).join(" AND ")}`,
    values: asked.map(([, value]) => value),
  };
}

function ifGiven<T, U>(value: T | undefined, then: (value: T) => U): U | undefined {
  return value === undefined ? undefined : then(value);
}

/** MySQL compares an ASCII column with other text only to say that it cannot. */
function isAscii(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}

/** See `PredictionStore.find`. */
export async function findPrediction(
  connection: MysqlConnection,
  id: string,
): Promise<StoredPrediction | undefined> {
  if (!isAscii(id)) return;
  const { rows } = await connection.execute(
    `SELECT ${predictionColumns.join(", ")} FROM predictions WHERE id = ?`,
    [id],
  );
  return rows.map(predictionOf)[0];
}

/** See `PredictionStore.findAll`. */
export async function findPredictions(
  connection: MysqlConnection,
  ids: readonly string[],
): Promise<StoredPrediction[]> {
  const rows = await selectByKeys(connection, {
    select: `SELECT ${predictionColumns.join(", ")} FROM predictions`,
    key: "id",
    values: idChunks(ids).flat(),
  });
  return rows.map(predictionOf);
}

/** See `PredictionStore.list`. */
export async function listPredictions(
  connection: MysqlConnection,
  query: PredictionQuery,
): Promise<StoredPrediction[]> {
  const { clause, values } = where([
    ["machine_id = ?", query.machine_id],
    ["id >= ?", ifGiven(query.since, leastIdAt)],
    ["id < ?", ifGiven(query.until, leastIdAt)],
    ["id < ?", query.before],
    ["risk = ?", query.risk],
    ["model_version = ?", query.model_version],
  ]);
  const { rows } = await connection.execute(
    `SELECT ${predictionColumns.join(", ")} FROM predictions ${clause} ORDER BY id DESC LIMIT ?`,
    [...values, query.limit],
  );
  return rows.map(predictionOf);
}

/** See `PredictionStore.outcomes`. */
export async function listOutcomes(
  connection: MysqlConnection,
  query: { machine_id?: string; since?: number; limit: number },
): Promise<StoredOutcome[]> {
  const { clause, values } = where([
    ["machine_id = ?", query.machine_id],
    ["at >= ?", ifGiven(query.since, sqlTime)],
  ]);
  const { rows } = await connection.execute(
    `SELECT ${outcomeColumns.join(", ")} FROM outcomes ${clause} ` +
      "ORDER BY at DESC, recorded_at DESC, id DESC LIMIT ?",
    [...values, query.limit],
  );
  return rows.map(outcomeOf);
}

/** See `PredictionStore.counts`. */
export async function countRows(connection: MysqlConnection, query: { since: number }): Promise<LogCounts> {
  const { rows: [[predictions, alarms, machines]] } = await connection.execute(
    "SELECT COUNT(*), COALESCE(SUM(failure), 0), COUNT(DISTINCT machine_id) FROM predictions WHERE id >= ?",
    [leastIdAt(query.since)],
  );
  const { rows: [[outcomes]] } = await connection.execute(
    "SELECT COUNT(*) FROM outcomes WHERE at >= ?",
    [sqlTime(query.since)],
  );
  return {
    predictions: Number(predictions),
    alarms: Number(alarms),
    machines: Number(machines),
    outcomes: Number(outcomes),
  };
}

/** See `PredictionStore.known`. */
export async function knownIds(
  connection: MysqlConnection,
  table: "predictions" | "outcomes",
  ids: readonly string[],
): Promise<Set<string>> {
  const values = ids.filter(isAscii);
  const rows = await selectByKeys(connection, { select: `SELECT id FROM ${table}`, key: "id", values });
  return new Set(rows.flat() as string[]);
}
