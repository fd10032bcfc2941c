import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { type Mariadb, startMariadb } from "../support/mariadb.ts";
import { conformanceTests } from "./conformance.ts";

let folder: TempFolder;
let server: Mariadb;
let count = 0;

Deno.test.beforeAll(async () => {
  folder = await tempFolder();
  server = await startMariadb();
});

conformanceTests({ name: "csv", fresh: () => `csv:${folder.file(`${++count}.csv`)}` });
conformanceTests({
  name: "sqlite",
  fresh: () => `sqlite:${folder.file(`${++count}.db`)}?table=my%20readings`,
});
conformanceTests({ name: "mysql", fresh: () => `${server.url}&table=readings%20${++count}` });

Deno.test.afterAll(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});
