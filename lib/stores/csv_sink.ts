import { readingColumns } from "../contracts/reading.ts";
import { FaultlineError } from "../errors.ts";
import { type CsvBatch, readCsv } from "../table/csv_reader.ts";
import { createCsvWriter, type CsvWriter } from "../table/csv_writer.ts";
import { type ReadingSink, sinkColumnsUnknown, sinkNotEmpty } from "./sink.ts";

/**
 * Writes readings to a CSV file: `csv:PATH`. The file appears, or changes, only when all is written.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(csvSink("readings.csv").url, "csv:readings.csv");
 * ```
 */
export function csvSink(path: string): ReadingSink {
  const names = readingColumns.map(({ name }) => name);
  return {
    url: `csv:${path}`,
    name: path,
    async open(mode) {
      const old = mode === "replace" ? undefined : await oldRows(path);
      const first = await old?.next();
      if (first?.value && mode === "refuse") {
        await old!.return(undefined);
        throw sinkNotEmpty(path);
      }
      const writer = createCsvWriter(path, names);
      try {
        if (first?.value) await copyRows(first.value, old!, writer, path);
      } catch (error) {
        writer.abort();
        throw error;
      }
      return {
        write(table) {
          const columns = names.map((name) => table.columns.get(name)!);
          for (let row = 0; row < table.rowCount; row++) {
            writer.writeRow(columns.map((column) => column[row]));
          }
          return Promise.resolve();
        },
        commit: () => Promise.resolve(writer.commit()),
        abort: () => Promise.resolve(writer.abort()),
      };
    },
  };
}

/** The rows of a file that is there and holds something. */
async function oldRows(path: string): Promise<AsyncGenerator<CsvBatch> | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.isFile && info.size > 0 ? readCsv(path) : undefined;
}

async function copyRows(
  first: CsvBatch,
  rest: AsyncGenerator<CsvBatch>,
  writer: CsvWriter,
  path: string,
): Promise<void> {
  const missing = readingColumns.map(({ name }) => name).filter((name) => !first.header.includes(name));
  if (missing.length > 0) throw sinkColumnsUnknown(path, missing);
  const places = readingColumns.map(({ name }) => first.header.indexOf(name));
  if (first.header.length > places.length) {
    throw new FaultlineError("OUTPUT_EXISTS", `${path} has columns that readings have not`, {
      hint: "name a file that does not exist yet",
    });
  }
  const copy = ({ rows }: CsvBatch) => {
    for (const row of rows) writer.writeRow(places.map((place) => row[place] ?? ""));
  };
  copy(first);
  for await (const batch of rest) copy(batch);
}
