import { join } from "node:path";
import { sensorColumns } from "../../lib/contracts/reading.ts";
import { createRandom } from "../../lib/random/random.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { createArrowWriter } from "../../lib/table/arrow_writer.ts";
import { joinTables } from "../../lib/table/join_tables.ts";
import { numberColumn, selectColumns, type Table, withColumns } from "../../lib/table/table.ts";
import { writeReadings } from "./readings.ts";

const columns = ["type", ...sensorColumns];

/** Two simulated data sets of six columns, and the second with torque a little off, as Arrow and as CSV. */
export function driftFiles(folder: string, rows: number): void {
  const reference = simulated(rows, 1), current = shifted(simulated(rows, 2));
  for (const [name, table] of [["reference", reference], ["current", current]] as const) {
    writeReadings(folder, `${name}.csv`, table);
    const writer = createArrowWriter(join(folder, `${name}.arrow`));
    writer.write(table);
    writer.commit();
  }
}

function simulated(rows: number, seed: number): Table {
  const tables = [...simulateReadings({ rows, seed })];
  return selectColumns(joinTables(tables), columns);
}

function shifted(table: Table): Table {
  const random = createRandom(7);
  const torque = numberColumn(table, "torque_nm").map((value) =>
    Math.round(10 * (value + 3 * random.uniform())) / 10
  );
  return withColumns(table, { torque_nm: torque });
}
