import { equal, match, notEqual } from "node:assert/strict";
import { parse } from "yaml";
import { pathWithDeno } from "../../pipeline/python_env.ts";
import { copyProject, runProgram } from "../support/run_task.ts";
import { venv } from "../support/venv.ts";

/** A committed copy of the project with an empty cache: what a clone on another machine is. */
async function clone() {
  const folder = await copyProject();
  const { dvc } = await venv();
  const env = {
    PATH: pathWithDeno(Deno.env.get("PATH")),
    DVC_NO_ANALYTICS: "true",
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
  };
  const options = { cwd: folder.path, env };
  const run = async (command: string, ...args: string[]) => {
    const finished = await runProgram(command, args, options);
    equal(finished.code, 0, `${command} ${args.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
    return finished.stdout;
  };
  await run("git", "init", "-q");
  await run("git", "add", "-A");
  await run("git", "commit", "-qm", "clone");
  return {
    folder,
    dvc: (...args: string[]) => run(dvc, ...args),
    git: (...args: string[]) => run("git", ...args),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

Deno.test("dvc repro from an empty cache gives the hashes of the committed lock, and then nothing more to do", async (t) => {
  await using project = await clone();
  const lock = () => Deno.readTextFileSync(project.folder.file("dvc.lock"));
  const committed = lock();

  await t.step("the committed lock is that of the code as it stands", async () => {
    await project.dvc("repro");
    equal(lock(), committed, "dvc.lock is stale: run `deno task dvc repro` and commit it");
  });

  await t.step("a second repro runs no stage", async () => {
    const said = await project.dvc("repro");
    match(said, /Data and pipelines are up to date/);
    equal((said.match(/didn't change, skipping/g) ?? []).length, 4);
  });

  await t.step("metrics and plots can be shown", async () => {
    const metrics = JSON.parse(await project.dvc("metrics", "show", "--json"));
    const shown = metrics[""].data["reports/metrics.json"].data;
    const saved = JSON.parse(Deno.readTextFileSync(project.folder.file("reports/metrics.json")));
    equal(shown.test.f1, saved.test.f1);
    match(await project.dvc("plots", "show", "-o", "plots_out"), /index\.html/);
    match(Deno.readTextFileSync(project.folder.file("plots_out/index.html")), /Precision and recall/);
  });

  await t.step("an experiment with other params gives other metrics, and diff shows them", async () => {
    await project.dvc("exp", "run", "-S", "train.trees=20");
    const params = parse(Deno.readTextFileSync(project.folder.file("params.yaml")));
    equal(params.train.trees, 20);
    const diff = JSON.parse(await project.dvc("metrics", "diff", "--json"));
    const version = diff["reports/metrics.json"]["model.version"];
    notEqual(version.new, version.old);
  });
});
