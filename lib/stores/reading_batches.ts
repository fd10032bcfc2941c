import { stringTable, type Table } from "../table/table.ts";
import { type ReadingOptions, readingSpans } from "./reading_spans.ts";

/** Some of a file's readings. */
export interface ReadingBatch {
  /** Numbers and flags as float64, the rest as text. */
  readonly table: Table;
  /** How much of the file has been read, in [0, 1]. */
  readonly progress: number;
}

/**
 * Reads a `readings.csv` that ingest wrote, in batches, with flat memory.
 *
 * @throws {FaultlineError} `INPUT_NOT_FOUND` when there is none; `INPUT_DAMAGED` when it is not as ingest wrote it.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * import { ingestReadings } from "./ingest_readings.ts";
 * import { simulateSource } from "./simulate_source.ts";
 * const outputFolder = Deno.makeTempDirSync();
 * const params = { source: "", columns: {}, max_rejected_share: 0 };
 * await ingestReadings(simulateSource("rows=100&seed=42"), params, { outputFolder });
 * let rows = 0;
 * for await (const { table } of readingBatches(`${outputFolder}/readings.csv`)) rows += table.rowCount;
 * equal(rows, 100);
 * Deno.removeSync(outputFolder, { recursive: true });
 * ```
 */
export async function* readingBatches(
  path: string,
  options: ReadingOptions = {},
): AsyncGenerator<ReadingBatch> {
  for await (const { table, progress } of readingSpans(path, options)) {
    yield { table: stringTable(table), progress };
  }
}
