import { deepEqual, equal, throws } from "node:assert/strict";
import { abortUnfinishedFiles, createAtomicFile, writeFileAtomic } from "../../../lib/table/atomic_file.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

Deno.test("a file replaces its forerunner at commit and not before", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a.txt");
  writeFileAtomic(path, "old");
  const file = createAtomicFile(path);
  file.write(new TextEncoder().encode("new"));
  equal(Deno.readTextFileSync(path), "old");
  file.commit();
  file.abort();
  equal(Deno.readTextFileSync(path), "new");
  deepEqual(names(folder.path), ["a.txt"]);
});

Deno.test("missing folders are made", async () => {
  await using folder = await tempFolder();
  writeFileAtomic(folder.file("b/c/a.txt"), "x");
  equal(Deno.readTextFileSync(folder.file("b/c/a.txt")), "x");
});

Deno.test("what an interrupt finds under way is removed, whoever left an older part behind", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file(".a.txt.1.part"), "of a process that was killed");
  const files = [createAtomicFile(folder.file("a.txt")), createAtomicFile(folder.file("a.txt"))];
  for (const file of files) file.write(Uint8Array.of(1));
  deepEqual(names(folder.path), [".a.txt.1.part", ".a.txt.2.part", ".a.txt.3.part"]);
  abortUnfinishedFiles();
  deepEqual(names(folder.path), [".a.txt.1.part"]);
});

Deno.test("a folder, a pipe and a path through a file are refused as unwritable", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  throws(() => writeFileAtomic(folder.path, ""), { code: "OUTPUT_UNWRITABLE", message: /it is a folder$/ });
  await new Deno.Command("mkfifo", { args: [folder.file("pipe")] }).output();
  throws(() => writeFileAtomic(folder.file("pipe"), ""), {
    code: "OUTPUT_UNWRITABLE",
    message: /not a regular file$/,
  });
  throws(() => writeFileAtomic(folder.file("file/a.txt"), ""), {
    code: "OUTPUT_UNWRITABLE",
    message: /a file$/,
  });
  const long = folder.file("x".repeat(300));
  throws(() => writeFileAtomic(long, ""), { code: "OUTPUT_UNWRITABLE", message: /too long$/ });
});

Deno.test("a file that links to another is replaced, and the other left alone", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("cache"), "cached");
  Deno.symlinkSync(folder.file("cache"), folder.file("a.txt"));
  writeFileAtomic(folder.file("a.txt"), "new");
  equal(Deno.readTextFileSync(folder.file("cache")), "cached");
  equal(Deno.readTextFileSync(folder.file("a.txt")), "new");
});
