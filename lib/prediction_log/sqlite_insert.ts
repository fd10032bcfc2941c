import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { MachineIndex } from "./machine_index.ts";
import {
  outcomeNumbers,
  outcomeTexts,
  predictionNumbers,
  predictionTexts,
  type RowPack,
  totalOf,
} from "./row_pack.ts";
import { isRowFault } from "./sqlite_fault.ts";
import type { Transaction } from "./transaction.ts";

/** What became of a pack. */
export interface Inserted {
  /** Rows that were new, or replaced another. */
  rows: number;
  /** For each entry why it was refused, null if it is kept; null when all are kept. */
  refused: (string | null)[] | null;
}

/**
 * Makes what puts packs of rows into a database. A pack goes in in one transaction; entries that cannot be kept for
 * what they are stay out, alone, and all others are kept. When the database fails, nothing of the pack is kept.
 *
 * @param index Undefined where rows are not to be found by machine.
 */
export function createSqliteInsert(
  database: DatabaseSync,
  transaction: Transaction,
  index?: MachineIndex,
): (pack: RowPack) => Inserted {
  const prediction = database.prepare(
    "INSERT INTO predictions (id, machine_id, at_ms, model_name, model_version, probability, threshold, failure, " +
      "risk, request_id, type, air_temperature_k, process_temperature_k, rotational_speed_rpm, torque_nm, " +
      "tool_wear_min, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) " +
      "ON CONFLICT (id) DO NOTHING",
  );
  const outcome = database.prepare(
    "INSERT INTO outcomes (id, prediction_id, machine_id, at_ms, failure, mode, recorded_at_ms, recorded_by) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET prediction_id = excluded.prediction_id, " +
      "machine_id = excluded.machine_id, at_ms = excluded.at_ms, failure = excluded.failure, " +
      "mode = excluded.mode, recorded_at_ms = excluded.recorded_at_ms, recorded_by = excluded.recorded_by " +
      "WHERE excluded.recorded_at_ms >= recorded_at_ms",
  );

  return (pack) => {
    const { numbers, entries } = pack;
    const texts = JSON.parse(pack.texts) as (string | null)[];
    const total = totalOf(entries);
    const firstOutcome = { n: predictionNumbers * total.predictions, t: predictionTexts * total.predictions };
    // Rows past the end of the index, by id and machine: it is told of them once they are committed.
    let later: string[] = [];
    let rows = 0;

    function insertPrediction(i: number): void {
      const n = i * predictionNumbers, t = i * predictionTexts;
      const id = texts[t]!, machine = texts[t + 1]!;
      const values: SQLInputValue[] = [
        id,
        machine,
        numbers[n],
        texts[t + 2],
        texts[t + 3],
        numbers[n + 1],
        numbers[n + 2],
        numbers[n + 3],
        texts[t + 4],
        texts[t + 5],
        texts[t + 6],
        numbers[n + 4],
        numbers[n + 5],
        numbers[n + 6],
        numbers[n + 7],
        numbers[n + 8],
        texts[t + 7],
      ];
      if (prediction.run(...values).changes === 0) return;
      rows++;
      if (!index) return;
      if (id <= index.until()) index.addNow(id, machine);
      else later.push(id, machine);
    }

    function insertOutcome(i: number): void {
      const n = firstOutcome.n + i * outcomeNumbers, t = firstOutcome.t + i * outcomeTexts;
      const { changes } = outcome.run(
        texts[t],
        texts[t + 1],
        texts[t + 2],
        numbers[n],
        numbers[n + 1],
        texts[t + 3],
        numbers[n + 2],
        texts[t + 4],
      );
      rows += Number(changes);
    }

    function insertAll(): null {
      for (let i = 0; i < total.predictions; i++) insertPrediction(i);
      for (let i = 0; i < total.outcomes; i++) insertOutcome(i);
      return null;
    }

    /** Entry by entry, each behind a savepoint of its own. */
    function insertEach(): (string | null)[] {
      let p = 0, o = 0;
      return entries.map((entry) => {
        const before = { rows, later: later.length };
        database.exec("SAVEPOINT entry");
        try {
          for (let i = 0; i < entry.predictions; i++) insertPrediction(p + i);
          for (let i = 0; i < entry.outcomes; i++) insertOutcome(o + i);
          database.exec("RELEASE entry");
          return null;
        } catch (cause) {
          if (!isRowFault(cause)) throw cause;
          database.exec("ROLLBACK TO entry; RELEASE entry");
          rows = before.rows;
          later.length = before.later;
          return (cause as Error).message;
        } finally {
          p += entry.predictions;
          o += entry.outcomes;
        }
      });
    }

    let refused: (string | null)[] | null;
    try {
      refused = transaction(insertAll);
    } catch (cause) {
      if (!isRowFault(cause)) throw cause;
      rows = 0;
      later = [];
      refused = transaction(insertEach);
    }
    for (let i = 0; i < later.length; i += 2) index!.addLater(later[i], later[i + 1]);
    return { rows, refused };
  };
}
