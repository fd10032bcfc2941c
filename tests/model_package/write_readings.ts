import { numberColumn, type Table, textColumn } from "../../lib/table/table.ts";

/** Writes the columns of a table that the model takes where `readings.py` reads them. */
export function writeReadings(folder: string, table: Table, numbers: readonly string[]): void {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/type`, textColumn(table, "type").join("\n"));
  for (const name of numbers) {
    Deno.writeFileSync(`${folder}/${name}`, new Uint8Array(numberColumn(table, name).slice().buffer));
  }
}
