import { DatabaseSync } from "node:sqlite";

/** A database as a server of the schema's first version left it: four predictions of two machines, and an outcome. */
export function databaseOfVersion1(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(Deno.readTextFileSync(new URL("version_1.sql", import.meta.url)));
  database.close();
}
