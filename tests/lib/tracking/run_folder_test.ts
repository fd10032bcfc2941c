import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { createRunFolder } from "../../../lib/tracking/run_folder.ts";
import { runProgram } from "../../support/run_task.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const beginning = { name: "train", experiment: "faultline", start_ms: 5 };

Deno.test("runs are listed in the order in which they were begun, and go on by key or by the model they made", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.file("not/there/yet"));
  deepEqual([folder.keys(), folder.unsent(), folder.resume("a"), folder.resumeModel("0123456789ab")], [
    [],
    [],
    null,
    null,
  ]);
  folder.begin("b", { ...beginning, start_ms: 1 });
  folder.begin("a", { ...beginning, start_ms: 2 });
  folder.rememberModel("0123456789ab", "a");
  deepEqual(folder.unsent(), ["b", "a"]);
  const again = createRunFolder(folder.path);
  equal(again.resume("b")?.key, "b");
  equal(again.resumeModel("0123456789ab")?.key, "a");
  equal(again.begin("a", { ...beginning, name: "another" }).key, "a");
  equal(again.place("a").journal.read().entries.length, 1, "a run begins once");
});

Deno.test("a key that is no plain name is refused before anything is written", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  for (const key of ["", "..", "a/b", "a b", "a'", ".a", "x".repeat(101)]) {
    throws(() => folder.begin(key, beginning), TypeError);
    throws(() => folder.rememberModel("0123456789ab", key), TypeError);
  }
  deepEqual([...Deno.readDirSync(temp.path)], []);
});

Deno.test("half a line that a process which died has left spoils nothing before or after it", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = folder.begin("torn", beginning);
  run.params({ a: 1 });
  const path = temp.file("runs/torn/ops.jsonl");
  await Deno.writeTextFile(path, '\n{"op":"params","values":{"b":', { append: true });
  const { journal } = folder.place("torn");
  deepEqual([journal.read().entries.length, journal.read().torn], [2, 0]);
  run.params({ c: 3 });
  const { entries, torn, end } = journal.read();
  equal(torn, 1);
  equal(end, (await Deno.stat(path)).size);
  deepEqual(entries.map(({ operation }) => operation.op === "params" && operation.values), [
    false,
    { a: "1" },
    { c: "3" },
  ]);
});

Deno.test("numbers that JSON does not have, and names and texts that MLflow does not take, are kept as it takes them", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = folder.begin("odd", beginning);
  run.metrics({ "a[0]": NaN, b: Infinity, c: -Infinity, d: -0.5 }, { timestamp_ms: 1.6, step: 2 });
  run.params({ long: "x".repeat(7_000), "../up": true, "": null });
  run.tags({ long: "😀".repeat(3_000) });
  run.artifact("a#b/c%d.txt", new Uint8Array([1]));
  const [, metrics, params, tags, artifact] = folder.place("odd").journal.read().entries.map((
    { operation },
  ) => operation);
  ok(metrics.op === "metrics" && params.op === "params" && tags.op === "tags" && artifact.op === "artifact");
  deepEqual(metrics.points.map(({ key, value, timestamp, step }) => [key, value, timestamp, step]), [
    ["a_0_", "NaN", 2, 2],
    ["b", "Infinity", 2, 2],
    ["c", "-Infinity", 2, 2],
    ["d", -0.5, 2, 2],
  ]);
  deepEqual(Object.keys(params.values), ["long", "_/up", "_"]);
  equal(params.values.long.length, 6_000);
  ok(
    tags.values.long.length <= 5_000 && tags.values.long.isWellFormed() && tags.values.long.endsWith("(cut)"),
  );
  equal(artifact.file.path, "a_b/c_d.txt");
});

Deno.test("files are copied when they are logged, and one that was changed since is not taken for them", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  const run = folder.begin("files", beginning);
  const bytes = new TextEncoder().encode("first");
  run.artifact("report.txt", bytes);
  run.artifact("copy.txt", bytes);
  bytes.fill(0);
  const { journal, files } = folder.place("files");
  const kept = journal.read().entries.flatMap(({ operation }) =>
    operation.op === "artifact" ? [operation.file] : []
  );
  ok(kept[0].file !== kept[1].file, "each has a copy of its own, since each is removed when it is sent");
  for (const file of kept) equal(new TextDecoder().decode(await files.read(file)), "first");
  await Deno.writeTextFile(temp.file(`runs/files/files/${kept[0].file}`), "other");
  equal(await files.read(kept[0]), undefined);
  files.remove(kept[0]);
  files.remove(kept[0]);
  equal(await files.read(kept[0]), undefined);
});

Deno.test("three processes that write to one run at once lose and spoil no line", async () => {
  await using temp = await tempFolder();
  const folder = createRunFolder(temp.path);
  folder.begin("shared", beginning);
  const script = `
    import { createRunFolder } from ${
    JSON.stringify(import.meta.resolve("../../../lib/tracking/run_folder.ts"))
  };
    const run = createRunFolder(${JSON.stringify(temp.path)}).resume("shared");
    for (let i = 0; i < 50; i++) {
      run.params({ [Deno.args[0] + i]: "x".repeat(i * 97) });
      if (i % 10 === 0) run.artifact(Deno.args[0] + i, new Uint8Array(5_000).fill(i));
    }
  `;
  await Deno.writeTextFile(temp.file("writer.ts"), script);
  const config = import.meta.dirname + "/../../../deno.json";
  const results = await Promise.all(
    ["a", "b", "c"].map((name) =>
      runProgram(Deno.execPath(), ["run", "-q", "-A", "--config", config, temp.file("writer.ts"), name], {
        cwd: temp.path,
      })
    ),
  );
  deepEqual(results.map(({ code, stderr }) => [code, stderr]), [[0, ""], [0, ""], [0, ""]]);
  const { journal, files } = folder.place("shared");
  const { entries, torn } = journal.read();
  equal(torn, 0);
  const names = entries.flatMap(({ operation }) =>
    operation.op === "params" ? Object.keys(operation.values) : []
  );
  equal(new Set(names).size, 150);
  const kept = entries.flatMap(({ operation }) => operation.op === "artifact" ? [operation.file] : []);
  equal(kept.length, 15);
  for (const file of kept) ok(await files.read(file));
});
