import { equal } from "node:assert/strict";
import { createCsvWriter, formatCsvRow } from "../../../lib/table/csv_writer.ts";
import { tempFolder } from "../../support/temp_folder.ts";

Deno.test("cells are quoted where RFC 4180 asks for it, and numbers are the shortest that read back", () => {
  equal(formatCsvRow(["a b", "c,d", 'e"f', "g\nh", "i\rj", ""]), 'a b,"c,d","e""f","g\nh","i\rj",');
  equal(formatCsvRow([0.1, 40, 1e-7, 298.1, -0.5]), "0.1,40,1e-7,298.1,-0.5");
  equal(formatCsvRow([""]), '""');
});

Deno.test("the file has its name only after commit, and the hook saw all of its bytes", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.csv");
  let seen = 0;
  const writer = createCsvWriter(path, ["a"], { onBytes: (bytes) => seen += bytes.length });
  for (let i = 0; i < 50_000; i++) writer.writeRow([i]);
  equal(await Deno.stat(path).catch(() => "absent"), "absent");
  writer.commit();
  equal(writer.rowCount, 50_000);
  equal((await Deno.stat(path)).size, seen);
});

Deno.test("nothing is left after abort", async () => {
  await using folder = await tempFolder();
  const writer = createCsvWriter(folder.file("a.csv"), ["a"]);
  for (let i = 0; i < 50_000; i++) writer.writeRow([i]);
  writer.abort();
  equal([...Deno.readDirSync(folder.path)].length, 0);
});
