import type { DatabaseSync } from "node:sqlite";
import { leastIdAt } from "./id_time.ts";
import type { MachineState } from "./prediction_log.ts";
import type { MachinesQuery } from "./prediction_store.ts";
import { outcomeColumns, predictionColumns, toOutcome, toPrediction } from "./sqlite_rows.ts";

/** How many predictions a machine has, and the id of its newest. */
interface MachineCount {
  predictions: number;
  latest: string;
}

/**
 * The machines of a database by the probability of their newest prediction. Takes time with the number of machines, not
 * of predictions.
 *
 * @param untilId Up to where the index by machine is whole; rows past it are counted here.
 */
export function readMachines(database: DatabaseSync, untilId: string, query: MachinesQuery): MachineState[] {
  const least = leastIdAt(query.since);
  const find = database.prepare(`SELECT ${predictionColumns} FROM predictions p WHERE id = ?`);
  const probability = database.prepare("SELECT probability FROM predictions WHERE id = ?");
  const newestOutcome = database.prepare(
    `SELECT ${outcomeColumns} FROM outcomes WHERE machine_id = ? ` +
      "ORDER BY at_ms DESC, recorded_at_ms DESC, id DESC LIMIT 1",
  );
  const ranked = [...countMachines(database, untilId, query.machine_ids)]
    .filter(([, { latest }]) => latest >= least)
    .map(([machine, count]) => ({
      machine,
      ...count,
      probability: probability.get(count.latest)!.probability as number,
    }))
    .sort((a, b) => b.probability - a.probability || compareUtf8(a.machine, b.machine))
    .slice(0, query.limit < 0 ? undefined : query.limit);
  return ranked.map(({ machine, latest, predictions }) => {
    const outcome = newestOutcome.get(machine);
    return {
      latest: toPrediction(find.get(latest)),
      predictions,
      outcome: outcome === undefined ? null : toOutcome(outcome),
    };
  });
}

/** Counts by machine: those of the index, and those of the rows past it. */
function countMachines(
  database: DatabaseSync,
  untilId: string,
  only: readonly string[] | undefined,
): Map<string, MachineCount> {
  const columns = "json_quote(machine_id) AS machine, predictions, latest_id AS latest";
  const indexed = only === undefined
    ? database.prepare(`SELECT ${columns} FROM machines`).all()
    : database.prepare(`SELECT ${columns} FROM machines WHERE machine_id IN (SELECT value FROM json_each(?))`)
      .all(JSON.stringify(only));
  const tail = database.prepare(
    "SELECT json_quote(machine_id) AS machine, count(*) AS predictions, max(id) AS latest " +
      "FROM predictions WHERE id > ? GROUP BY machine_id",
  ).all(untilId);
  const wanted = only && new Set(only);
  const counts = new Map<string, MachineCount>();
  for (const row of [...indexed, ...tail] as unknown as (MachineCount & { machine: string })[]) {
    const machine = JSON.parse(row.machine) as string;
    if (wanted && !wanted.has(machine)) continue;
    const held = counts.get(machine);
    counts.set(machine, {
      predictions: row.predictions + (held?.predictions ?? 0),
      latest: held && held.latest > row.latest ? held.latest : row.latest,
    });
  }
  return counts;
}

const encoder = new TextEncoder();

/**
 * Orders text by its UTF-8 bytes, as databases do; by code units, surrogates would come before U+E000 to U+FFFF.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert/strict";
 * ok(compareUtf8("\uff5e", "\u{1f527}") < 0 && "\uff5e" > "\u{1f527}");
 * ```
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) return left[i] - right[i];
  }
  return left.length - right.length;
}
