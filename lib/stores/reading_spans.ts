import { FaultlineError } from "../errors.ts";
import { csvBatches, type CsvReaderOptions } from "../table/csv_batches.ts";
import type { ReadColumn, Table } from "../table/table.ts";
import { type ColumnLayout, mapColumns } from "./map_columns.ts";
import { createBytesParser } from "./parse_bytes.ts";
import { parseRows } from "./parse_reading.ts";

/** Some of a file's readings, text where it stands. */
export interface ReadingSpans {
  /** Numbers and flags as float64, the rest as text. */
  readonly table: Table<ReadColumn>;
  /** How much of the file has been read, in [0, 1]. */
  readonly progress: number;
}

/** How readings are read. */
export interface ReadingOptions extends CsvReaderOptions {
  /** The columns to read, where not all are wanted; the others are not looked at. */
  only?: readonly string[];
}

/**
 * Reads a `readings.csv` that ingest wrote, in batches, with flat memory: plain lines straight from their bytes, any
 * other as text, with one result. For those who pass text on; {@linkcode readingBatches} gives it as strings.
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
 * for await (const { table } of readingSpans(`${outputFolder}/readings.csv`)) rows += table.rowCount;
 * equal(rows, 100);
 * Deno.removeSync(outputFolder, { recursive: true });
 * ```
 */
export async function* readingSpans(
  path: string,
  options: ReadingOptions = {},
): AsyncGenerator<ReadingSpans> {
  const batches = csvBatches<Table<ReadColumn>>(path, (header) => {
    const layout = wanted(mapColumns(header, {}, { source: path }), options.only);
    return {
      fromBytes: createBytesParser(layout),
      fromText({ rows, lines }) {
        const { table, faults } = parseRows(rows, layout);
        for (const [row, { reason }] of faults) throw damaged(path, `line ${lines[row]}: ${reason}`);
        return table;
      },
    };
  }, options);
  try {
    for await (const { value: table, progress } of batches) yield { table, progress };
  } catch (cause) {
    if (!(cause instanceof FaultlineError) || !cause.code.startsWith("SOURCE_")) throw cause;
    if (cause.code !== "SOURCE_NOT_FOUND") throw damaged(path, cause.message, cause);
    throw new FaultlineError("INPUT_NOT_FOUND", cause.message, {
      cause,
      hint: "run deno task stage:ingest first",
    });
  }
}

function wanted(layout: ColumnLayout, only: readonly string[] | undefined): ColumnLayout {
  return only
    ? { ...layout, columns: layout.columns.filter(({ contract }) => only.includes(contract.name)) }
    : layout;
}

function damaged(path: string, why: string, cause?: unknown): FaultlineError {
  return new FaultlineError("INPUT_DAMAGED", `${path} is not as ingest wrote it: ${why}`, {
    cause,
    hint: "run deno task stage:ingest again",
  });
}
