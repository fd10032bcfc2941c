import { createRandom } from "../lib/random/random.ts";
import { readingBatches } from "../lib/stores/reading_batches.ts";

/** Readings in columns, missing text as null. */
export interface Sample {
  columns: Record<string, (number | string | null)[]>;
  /** Rows of the whole file. */
  total: number;
}

/**
 * Reads a `readings.csv`: all of it up to a number of rows, beyond it a sample in which every row is as likely as the
 * others (reservoir sampling, Vitter's algorithm R, 1985). Memory grows with the sample alone.
 */
export async function sampleReadings(path: string, limit: number, seed: number): Promise<Sample> {
  const random = createRandom(seed);
  const columns: Sample["columns"] = {};
  let total = 0;
  for await (const { table } of readingBatches(path)) {
    for (let row = 0; row < table.rowCount; row++, total++) {
      const place = total < limit ? total : random.below(total + 1);
      if (place >= limit) continue;
      for (const [name, column] of table.columns) {
        (columns[name] ??= [])[place] = column[row] === "" ? null : column[row];
      }
    }
  }
  return { columns, total };
}
