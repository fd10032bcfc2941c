import { featureColumns } from "../../lib/prepare/features.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { numberColumn, type Table, takeRows } from "../../lib/table/table.ts";
import { joinTables } from "../../lib/table/join_tables.ts";
import { writeMatrix } from "./matrix.ts";
import { nineFeatures } from "./simulated_matrix.ts";

/** Features of as many failures as asked for, of twice as many ordinary readings behind them, as `train`. */
export async function minorityMatrix(folder: string, failures: number): Promise<void> {
  const kept: Table[] = [];
  let wanted = [2 * failures, failures];
  for (const table of simulateReadings({ rows: Number.MAX_SAFE_INTEGER, seed: 1 })) {
    const failure = numberColumn(table, "failure");
    const rows: number[] = [];
    for (let row = 0; row < failure.length; row++) {
      if (wanted[failure[row]] === 0) continue;
      wanted = failure[row] ? [wanted[0], wanted[1] - 1] : [wanted[0] - 1, wanted[1]];
      rows.push(row);
    }
    kept.push(takeRows(table, rows));
    if (wanted[0] === 0 && wanted[1] === 0) break;
  }
  const table = joinTables(kept);
  await writeMatrix(folder, "train", {
    columns: featureColumns(table, nineFeatures),
    failure: Uint8Array.from(numberColumn(table, "failure")),
  });
}
