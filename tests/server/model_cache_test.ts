import { createHash } from "node:crypto";
import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { createModelCache, hasFiles } from "../../server/model_cache.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";

const champion = { reference: "models:/faultline@champion", uri: "http://127.0.0.1:1" };

function cacheIn(folder: TempFolder, of: Partial<typeof champion> = {}) {
  return createModelCache({ folder: folder.file("models"), ...champion, ...of, now: () => 0 });
}

/** A model's version, twelve of the same digit, as a folder that is there. */
async function made(folder: TempFolder, digit: number): Promise<{ version: string; model_version: string }> {
  const model_version = `${digit}`.repeat(12);
  await Deno.mkdir(folder.file(`models/${model_version}`), { recursive: true });
  return { version: `${digit}`, model_version };
}

const foldersIn = (folder: TempFolder) =>
  [...Deno.readDirSync(folder.file("models"))].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name[0]).sort().join("");

Deno.test("the newest model is the one kept last, and of those before it two folders stay", async () => {
  await using folder = await tempFolder();
  const cache = cacheIn(folder);
  equal(cache.newest(), undefined);
  for (const digit of [1, 2, 3, 4, 5]) cache.keep({ name: "faultline", ...await made(folder, digit) });
  equal(foldersIn(folder), "345");
  deepEqual(cache.newest(), {
    ...champion,
    name: "faultline",
    version: "5",
    model_version: "5".repeat(12),
    taken_at: "1970-01-01T00:00:00.000Z",
  });
  // Back to an older one: it is the newest now, and nothing goes.
  cache.keep({ name: "faultline", ...await made(folder, 3) });
  deepEqual([cacheIn(folder).newest()?.version, foldersIn(folder)], ["3", "345"]);
});

Deno.test("servers that share a folder keep their models apart: by reference and by registry", async () => {
  await using folder = await tempFolder();
  const challenger = cacheIn(folder, { reference: "models:/faultline@challenger" });
  const elsewhere = cacheIn(folder, { uri: "http://127.0.0.1:2" });
  challenger.keep({ name: "faultline", ...await made(folder, 1) });
  for (const digit of [1, 2, 3, 4]) cacheIn(folder).keep({ name: "faultline", ...await made(folder, digit) });
  // The champion's first one is the challenger still.
  equal(foldersIn(folder), "1234");
  deepEqual([challenger.newest()?.version, cacheIn(folder).newest()?.version], ["1", "4"]);
  equal(elsewhere.newest(), undefined);
});

Deno.test("a folder that the cache did not make is left alone", async () => {
  await using folder = await tempFolder();
  await made(folder, 9);
  for (const digit of [1, 2, 3, 4]) cacheIn(folder).keep({ name: "faultline", ...await made(folder, digit) });
  equal(foldersIn(folder), "2349");
});

Deno.test("a current.json that is damaged, or names a folder elsewhere, counts as none", async () => {
  await using folder = await tempFolder();
  const cache = cacheIn(folder);
  cache.keep({ name: "faultline", ...await made(folder, 1) });
  const path = folder.file("models/current.json");
  const sound = await Deno.readTextFile(path);
  for (const text of ["", "{", "[]", sound.slice(0, -9), sound.replace("111111111111", "../../../tmp")]) {
    await Deno.writeTextFile(path, text);
    equal(cache.newest(), undefined);
  }
  await Deno.writeTextFile(path, sound);
  equal(cache.newest()?.version, "1");
});

Deno.test("a cache that cannot be written says so", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("models"), "a file");
  throws(() => cacheIn(folder).keep({ name: "faultline", version: "1", model_version: "1".repeat(12) }), {
    code: "OUTPUT_UNWRITABLE",
  });
});

Deno.test("a folder has a version's files when each has its hash, and never when no hash is known", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("a"), "one");
  await Deno.writeTextFile(folder.file("b"), "two");
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const tags = (a: string, b: string) =>
    new Map([["sha256/a", hash(a)], ["threshold", "0.5"], ["sha256/b", hash(b)]]);
  equal(await hasFiles(folder.path, tags("one", "two")), true);
  equal(await hasFiles(folder.path, tags("one", "tow")), false);
  equal(await hasFiles(folder.path, new Map([["sha256/c", hash("")]])), false);
  equal(await hasFiles(folder.path, new Map([["threshold", "0.5"]])), false);
  await rejects(Deno.stat(folder.file("c")));
});
