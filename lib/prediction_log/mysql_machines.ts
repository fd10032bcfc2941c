import type { StoredOutcome } from "../contracts/prediction.ts";
import type { MysqlConnection } from "../stores/mysql_connection.ts";
import { leastIdAt } from "./id_time.ts";
import { padToPowerOfTwo, selectByKeys } from "./mysql_keys.ts";
import { outcomeColumns, outcomeOf, predictionColumns, predictionOf } from "./mysql_rows.ts";
import type { MachineState } from "./prediction_log.ts";
import type { MachinesQuery } from "./prediction_store.ts";

/**
 * See `PredictionStore.machines`. The newest id of each machine is one seek in the index of machines and ids; counting
 * reads that index for the machines that are answered alone.
 */
export async function machineStates(
  connection: MysqlConnection,
  query: MachinesQuery,
): Promise<MachineState[]> {
  const { since, limit, machine_ids } = query;
  if (machine_ids?.length === 0) return [];
  const wanted = machine_ids ? padToPowerOfTwo(machine_ids) : [];
  const among = machine_ids ? `WHERE machine_id IN (${wanted.map(() => "?").join(", ")})` : "";
  const { rows } = await connection.execute(
    `SELECT ${predictionColumns.map((column) => `p.${column}`).join(", ")} FROM predictions AS p JOIN ` +
      `(SELECT MAX(id) AS id FROM predictions ${among} GROUP BY machine_id HAVING MAX(id) >= ?) AS newest ` +
      "ON newest.id = p.id ORDER BY p.probability DESC, p.machine_id LIMIT ?",
    [...wanted, leastIdAt(since), limit],
  );
  const latest = rows.map(predictionOf);
  const machines = latest.map((row) => row.machine_id);
  const counts = new Map(
    (await selectByKeys(connection, {
      select: "SELECT machine_id, COUNT(*) FROM predictions",
      key: "machine_id",
      values: machines,
      tail: "GROUP BY machine_id",
    })).map(([machine, count]) => [machine as string, Number(count)]),
  );
  const outcomes = await newestOutcomes(connection, machines);
  return latest.map((row) => ({
    latest: row,
    predictions: counts.get(row.machine_id) ?? 0,
    outcome: outcomes.get(row.machine_id) ?? null,
  }));
}

async function newestOutcomes(
  connection: MysqlConnection,
  machines: readonly string[],
): Promise<Map<string, StoredOutcome>> {
  const times = "SELECT machine_id AS machine, MAX(at) AS newest_at FROM outcomes";
  const columns = outcomeColumns.map((column) => `o.${column}`).join(", ");
  const rows = await selectByKeys(connection, {
    select: `SELECT ${columns} FROM (${times} GROUP BY machine_id) AS newest JOIN outcomes AS o ` +
      "ON o.machine_id = newest.machine AND o.at = newest.newest_at",
    key: "newest.machine",
    values: machines,
    tail: "ORDER BY o.recorded_at, o.id",
  });
  // Of outcomes of one machine and time the last one stays.
  return new Map(rows.map(outcomeOf).map((outcome) => [outcome.machine_id, outcome]));
}
