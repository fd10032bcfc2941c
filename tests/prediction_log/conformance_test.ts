import { openSqlitePredictionStore } from "../../lib/prediction_log/sqlite_prediction_store.ts";
import type { MachineIndex } from "../../lib/prediction_log/machine_index.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";
import { storeConformanceTests } from "./conformance.ts";

let folder: TempFolder;
let count = 0;

Deno.test.beforeAll(async () => {
  folder = await tempFolder();
});

Deno.test.afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** How far the index by machine is when questions come: they must not see it. */
const progress: Record<string, (index: MachineIndex) => void> = {
  "index up to date": (index) => index.finish(),
  "index not begun": () => {},
  "index half done": (index) => index.step(3),
};

for (const [name, afterInsert] of Object.entries(progress)) {
  storeConformanceTests({
    name: `sqlite, ${name}`,
    fresh: () =>
      Promise.resolve(openSqlitePredictionStore({ path: folder.file(`${++count}.db`), afterInsert })),
  });
}
