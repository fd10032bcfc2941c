import { equal, match, notEqual } from "node:assert/strict";
import { parse } from "yaml";
import { gitProject } from "../pipeline/git_project.ts";

Deno.test("dvc repro from an empty cache gives the hashes of the committed lock, and then nothing more to do", async (t) => {
  await using project = await gitProject();
  const lock = () => Deno.readTextFileSync(project.file("dvc.lock"));
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
    const saved = JSON.parse(Deno.readTextFileSync(project.file("reports/metrics.json")));
    equal(shown.test.f1, saved.test.f1);
    match(await project.dvc("plots", "show", "-o", "plots_out"), /index\.html/);
    match(Deno.readTextFileSync(project.file("plots_out/index.html")), /Precision and recall/);
  });

  await t.step("an experiment with other params gives other metrics, and diff shows them", async () => {
    await project.dvc("exp", "run", "-S", "train.trees=20");
    const params = parse(Deno.readTextFileSync(project.file("params.yaml")));
    equal(params.train.trees, 20);
    const diff = JSON.parse(await project.dvc("metrics", "diff", "--json"));
    const version = diff["reports/metrics.json"]["model.version"];
    notEqual(version.new, version.old);
  });
});
