import { sensorColumns } from "../../lib/contracts/reading.ts";
import { engineeredFeatures } from "../../lib/prepare/engineered_features.ts";
import { featureColumns, type FeatureRecipe } from "../../lib/prepare/features.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { createRandom, type Random } from "../../lib/random/random.ts";
import { numberColumn, type Table, withColumns } from "../../lib/table/table.ts";
import { type Matrix, writeMatrix } from "./matrix.ts";

/** The nine features of the default recipe. */
export const nineFeatures: FeatureRecipe = {
  feature_names: ["type", ...sensorColumns, ...engineeredFeatures.map(({ name }) => name)],
  label_encoder: { type: ["L", "M", "H"] },
};

/** Writes the nine features of simulated readings: `train` and, a third as many or 50,000, `test`. */
export async function simulatedMatrix(folder: string, rows: number): Promise<void> {
  await writeMatrix(folder, "train", simulated(rows, 1));
  await writeMatrix(folder, "test", simulated(Math.min(Math.ceil(rows / 3), 50_000), 2));
}

/** The same with readings that are not rounded: nearly every value of a sensor is distinct. */
export async function continuousMatrix(folder: string, rows: number): Promise<void> {
  const random = createRandom(3);
  const change = (table: Table) => unrounded(table, random);
  await writeMatrix(folder, "train", simulated(rows, 1, change));
  await writeMatrix(folder, "test", simulated(Math.min(Math.ceil(rows / 3), 50_000), 2, change));
}

/** Readings of the simulator as features. */
function simulated(rows: number, seed: number, change = (table: Table) => table): Matrix {
  const columns = nineFeatures.feature_names.map(() => new Float64Array(rows));
  const failure = new Uint8Array(rows);
  let done = 0;
  for (const readings of simulateReadings({ rows, seed })) {
    const table = change(readings);
    featureColumns(table, nineFeatures).forEach((column, f) => columns[f].set(column, done));
    failure.set(numberColumn(table, "failure"), done);
    done += table.rowCount;
  }
  return { columns, failure };
}

/** What rounding took from a sensor, put back at random. */
function unrounded(table: Table, random: Random): Table {
  const resolutions = {
    air_temperature_k: 0.1,
    process_temperature_k: 0.1,
    rotational_speed_rpm: 1,
    torque_nm: 0.1,
    tool_wear_min: 1,
  };
  return withColumns(
    table,
    Object.fromEntries(
      Object.entries(resolutions).map(([name, resolution]) => [
        name,
        numberColumn(table, name).map((value) => value + resolution * (random.uniform() - 0.5)),
      ]),
    ),
  );
}
