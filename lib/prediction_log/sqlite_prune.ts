import type { DatabaseSync } from "node:sqlite";
import { leastIdAt } from "./id_time.ts";
import type { MachineIndex } from "./machine_index.ts";
import type { Transaction } from "./transaction.ts";

/** Makes what removes old rows, as `PredictionStore.prune` says. */
export function createSqlitePrune(
  database: DatabaseSync,
  transaction: Transaction,
  index: MachineIndex,
): (query: { before: number; limit: number }) => number {
  const oldest = database.prepare(
    "SELECT id, json_quote(machine_id) AS machine FROM predictions WHERE id < ? ORDER BY id LIMIT ?",
  );
  const remove = database.prepare("DELETE FROM predictions WHERE id = ?");
  const removeEntry = database.prepare("DELETE FROM machine_predictions WHERE machine_id = ? AND id = ?");
  const count = database.prepare("UPDATE machines SET predictions = predictions - ? WHERE machine_id = ?");
  const removeMachine = database.prepare("DELETE FROM machines WHERE machine_id = ? AND predictions <= 0");
  const removeOutcomes = database.prepare(
    "DELETE FROM outcomes WHERE id IN (SELECT id FROM outcomes WHERE at_ms < ? " +
      "ORDER BY at_ms, recorded_at_ms, id LIMIT ?)",
  );
  const removeReports = database.prepare(
    "DELETE FROM drift_reports WHERE id IN (SELECT id FROM drift_reports WHERE id < ? ORDER BY id LIMIT ?)",
  );

  return ({ before, limit }) => {
    // The oldest rows are in the index, except where all rows are old.
    if (leastIdAt(before) > index.until()) index.finish();
    return transaction(() => {
      const rows = oldest.all(leastIdAt(before), limit) as unknown as { id: string; machine: string }[];
      const gone = new Map<string, number>();
      for (const { id, machine } of rows) {
        const name = JSON.parse(machine) as string;
        remove.run(id);
        removeEntry.run(name, id);
        gone.set(name, (gone.get(name) ?? 0) + 1);
      }
      // A machine's newest prediction goes last, so what `machines` says of it stays right until the row goes.
      for (const [machine, predictions] of gone) {
        count.run(predictions, machine);
        removeMachine.run(machine);
      }
      let left = limit - rows.length;
      if (left > 0) left -= Number(removeOutcomes.run(before, left).changes);
      if (left > 0) left -= Number(removeReports.run(leastIdAt(before), left).changes);
      return limit - left;
    });
  };
}
