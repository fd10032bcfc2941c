import { join } from "node:path";
import { createSplitPlanner } from "../../lib/prepare/split.ts";
import { ingestReadings } from "../../lib/stores/ingest_readings.ts";
import { readingBatches } from "../../lib/stores/reading_batches.ts";
import { sourceFromUrl } from "../../lib/stores/source_from_url.ts";
import { createCsvWriter } from "../../lib/table/csv_writer.ts";
import { joinTables } from "../../lib/table/join_tables.ts";
import { type Table, takeRows } from "../../lib/table/table.ts";
import { defaultParams } from "./default_params.ts";

/** Writes a source's readings as `readings.csv`, and its summary, as ingest does. */
export async function ingested(folder: string, sourceUrl: string): Promise<void> {
  const { ingest } = defaultParams();
  await ingestReadings(sourceFromUrl(sourceUrl), ingest, { outputFolder: folder });
}

/** All readings of a file that ingest wrote. */
export async function readReadings(path: string): Promise<Table> {
  const tables: Table[] = [];
  for await (const { table } of readingBatches(path)) tables.push(table);
  return joinTables(tables);
}

/** Training and held-out readings, row by row, as the default split has them. */
export function splitReadings(table: Table): { train: Table; test: Table } {
  const planner = createSplitPlanner({ ...defaultParams().split, by: "row" });
  planner.add(table);
  const held = planner.plan().heldOut(table);
  const side = (wanted: number) => takeRows(table, [...held.keys()].filter((row) => held[row] === wanted));
  return { train: side(0), test: side(1) };
}

/** Writes a table's rows as CSV that both sides read. */
export function writeReadings(folder: string, name: string, table: Table): void {
  const columns = [...table.columns.values()];
  const writer = createCsvWriter(join(folder, name), [...table.columns.keys()]);
  for (let row = 0; row < table.rowCount; row++) writer.writeRow(columns.map((column) => column[row]));
  writer.commit();
}
