import { readCsv } from "../table/csv_reader.ts";
import type { ReadingSource } from "./source.ts";

/**
 * Readings in a CSV file: `csv:PATH`.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(csvSource("lathe7.csv").url, "csv:lathe7.csv");
 * ```
 */
export function csvSource(path: string): ReadingSource {
  return {
    url: `csv:${path}`,
    name: path,
    async open() {
      const batches = readCsv(path);
      // A reader of CSV always yields a first batch, for its header.
      const first = (await batches.next()).value!;
      const estimatedRows = Math.round(first.rows.length / first.progress);
      return {
        header: first.header,
        estimatedRows,
        batches: (async function* () {
          yield first;
          yield* batches;
        })(),
        close: async () => void await batches.return(undefined),
      };
    },
  };
}
