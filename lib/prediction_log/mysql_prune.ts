import type { MysqlConnection } from "../stores/mysql_connection.ts";
import { leastIdAt } from "./id_time.ts";
import { sqlTime } from "./mysql_rows.ts";

/** Removes what is old, a bounded number of rows in a transaction of its own. See `PredictionStore.prune`. */
export async function pruneMysql(
  connection: MysqlConnection,
  query: { before: number; limit: number },
): Promise<number> {
  const { before, limit } = query;
  const predictions = await connection.execute(
    "DELETE FROM predictions WHERE id < ? ORDER BY id LIMIT ?",
    [leastIdAt(before), limit],
  );
  const left = limit - predictions.affected;
  if (left === 0) return limit;
  const outcomes = await connection.execute(
    "DELETE FROM outcomes WHERE at < ? ORDER BY at, recorded_at, id LIMIT ?",
    [sqlTime(before), left],
  );
  const rest = left - outcomes.affected;
  if (rest === 0) return limit;
  return limit - rest + await pruneReports(connection, { before, limit: rest });
}

async function pruneReports(
  connection: MysqlConnection,
  { before, limit }: { before: number; limit: number },
): Promise<number> {
  try {
    const { affected } = await connection.execute(
      "DELETE FROM drift_reports WHERE id < ? ORDER BY id LIMIT ?",
      [leastIdAt(before), limit],
    );
    return affected;
  } catch (error) {
    // Tables of version 1, which this account may not add to, hold no reports.
    if (isTableMissing(error)) return 0;
    throw error;
  }
}

const isTableMissing = (error: unknown) =>
  ((error as Error).cause as { errno?: number } | undefined)?.errno === 1146;
