import { deepEqual, equal, match, rejects } from "node:assert/strict";
import type { FaultlineError } from "../../../lib/errors.ts";
import { readModelFiles } from "../../../lib/model_package/read_model_files.ts";
import { tempFolder } from "../../support/temp_folder.ts";

Deno.test("a model folder's three files are read to the byte, and one that is missing is named", async () => {
  await using folder = await tempFolder();
  const names = { model: "model.safetensors", reference: "reference.arrow", metrics: "metrics.json" };
  const written = Object.entries(names).map(([key, name], i) => {
    Deno.writeFileSync(folder.file(name), Uint8Array.of(i, 255));
    return [key, Uint8Array.of(i, 255)];
  });
  deepEqual(await readModelFiles(folder.path), Object.fromEntries(written));

  for (const name of Object.values(names)) {
    Deno.renameSync(folder.file(name), folder.file("away"));
    await rejects(readModelFiles(folder.path), (error: FaultlineError) => {
      equal(error.code, "MODEL_NOT_FOUND");
      match(error.message, new RegExp(`cannot read .*/${name.replace(".", "\\.")}$`));
      return true;
    });
    Deno.renameSync(folder.file("away"), folder.file(name));
  }
});
