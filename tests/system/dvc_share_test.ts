import { deepEqual, equal, match } from "node:assert/strict";
import { parse } from "yaml";
import { tempFolder } from "../support/temp_folder.ts";
import { cloneOf, gitProject } from "../pipeline/git_project.ts";
import { filesOf, hashesOf } from "../pipeline/small_run.ts";

/** What makes a run of the stages quick. */
const small = {
  "ingest.source": "simulate:?rows=2000&seed=7",
  "train.trees": 20,
  "validation.folds": 3,
  "evaluation.bootstrap_samples": 100,
};

Deno.test("what one machine pushed another one pulls into an empty clone, and has nothing to compute", async (t) => {
  await using store = await tempFolder();
  await using here = await gitProject();
  here.setParams(small);
  await here.dvc("repro");
  const named = await here.tryTask(["dvc:remote", "folder", store.file("dvc")]);
  equal(named.code, 0, named.stderr);
  await here.git("add", "-A");
  await here.git("commit", "-qm", "a run");
  await here.git("tag", "-am", "first", "faultline@v1.0.0");
  match(await here.dvc("push"), /files pushed/);
  await using there = await cloneOf(here);

  await t.step("pull brings every output, byte for byte", async () => {
    deepEqual(filesOf(there.path), []);
    await there.dvc("pull");
    const outputs = Object.keys(hashesOf(there.path));
    equal(outputs.includes("models/current/model.safetensors"), true);
    const made = hashesOf(here.path);
    deepEqual(hashesOf(there.path), Object.fromEntries(outputs.map((path) => [path, made[path]])));
    // Every output that the lock names is there.
    const lock = parse(there.text("dvc.lock")) as { stages: Record<string, { outs: { path: string }[] }> };
    const locked = Object.values(lock.stages).flatMap(({ outs }) => outs.map(({ path }) => path));
    deepEqual(locked.filter((path) => !outputs.some((output) => output.startsWith(path))), []);
  });

  await t.step("repro then runs no stage, and changes no file", async () => {
    const said = await there.dvc("repro");
    match(said, /Data and pipelines are up to date/);
    equal((said.match(/didn't change, skipping/g) ?? []).length, 4, said);
    equal(await there.git("status", "--porcelain"), "");
  });

  await t.step(
    "the model is an artifact, to be had by its name and a tag, and its folder by the same tag",
    async () => {
      await there.dvc("artifacts", "get", ".", "faultline", "--rev", "v1.0.0", "-o", "got.safetensors");
      deepEqual(
        Deno.readFileSync(there.file("got.safetensors")),
        Deno.readFileSync(here.file("models/current/model.safetensors")),
      );
      await there.dvc("get", ".", "models/current", "--rev", "faultline@v1.0.0", "-o", "got");
      deepEqual(
        [...Deno.readDirSync(there.file("got"))].map(({ name }) => name).sort(),
        ["metrics.json", "model.safetensors", "reference.arrow"],
      );
    },
  );

  await t.step("a second push sends nothing", async () => {
    match(await there.dvc("push"), /Everything is up to date/);
  });
});
