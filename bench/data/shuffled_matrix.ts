import { featureColumns } from "../../lib/prepare/features.ts";
import { createRandom } from "../../lib/random/random.ts";
import { shuffle } from "../../lib/random/shuffle.ts";
import { simulateReadings } from "../../lib/simulate/simulate_readings.ts";
import { numberColumn } from "../../lib/table/table.ts";
import { type Matrix, writeMatrix } from "./matrix.ts";
import { nineFeatures } from "./simulated_matrix.ts";

/**
 * Writes the nine features of simulated readings in random order, `train` and `test`: a processor learns to predict
 * the branches of rows that come in order, or again and again, and then says nothing of a user's rows.
 */
export async function shuffledMatrix(folder: string, trainRows: number, testRows: number): Promise<void> {
  await writeMatrix(folder, "train", shuffled(trainRows, 1));
  await writeMatrix(folder, "test", shuffled(testRows, 2));
}

function shuffled(rows: number, seed: number): Matrix {
  const [table] = simulateReadings({ rows, seed, batchRows: rows });
  const order = shuffle(Int32Array.from({ length: rows }, (_, row) => row), createRandom(seed));
  const failure = numberColumn(table, "failure");
  return {
    columns: featureColumns(table, nineFeatures).map((column) =>
      Float64Array.from(order, (row) => column[row])
    ),
    failure: Uint8Array.from(order, (row) => failure[row]),
  };
}
