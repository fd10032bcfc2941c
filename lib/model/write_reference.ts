import { createArrowWriter } from "../table/arrow_writer.ts";
import type { Table } from "../table/table.ts";
import { referenceTable } from "./reference_table.ts";

/**
 * Writes a model's reference as an Arrow file; one that is there is replaced when the new one is whole.
 *
 * @param train The rows that the model was trained on, with the contract's columns.
 * @param outOfFoldProbability Of each of them, by a forest that never saw it.
 */
export function writeReference(path: string, train: Table, outOfFoldProbability: Float64Array): void {
  const writer = createArrowWriter(path);
  try {
    writer.write(referenceTable(train, outOfFoldProbability));
    writer.commit();
  } finally {
    writer.abort();
  }
}
