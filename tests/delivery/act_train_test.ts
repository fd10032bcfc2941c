import { deepEqual, equal, match, ok } from "node:assert/strict";
import { exists, quick } from "../pipeline/small_run.ts";
import { startMlflow } from "../support/mlflow_server.ts";
import { runTask } from "../support/run_task.ts";
import { type ActProject, actProject } from "./act_project.ts";

/** A plant's database beside the project, which is where its params say that readings come from. */
async function plantProject(): Promise<ActProject> {
  const project = await actProject();
  await fill(project, 10_000);
  const params = Deno.readTextFileSync(project.file("params.yaml"))
    .replace(/^( {2}source: ).*$/m, `$1sqlite:${project.stub("plant.db")}?table=readings`);
  Deno.writeTextFileSync(project.file("params.yaml"), quickly(params));
  await project.git("commit", "-qam", "The plant's own readings");
  return project;
}

/** The params that `quick` sets, in the file. */
function quickly(params: string): string {
  return quick.filter((word) => word !== "--set").reduce((text, setting) => {
    const [path, value] = setting.split("=");
    const [section, key] = path.split(".");
    return text.replace(new RegExp(`(^${section}:[\\s\\S]*?^ {2}${key}: )\\S+`, "m"), `$1${value}`);
  }, params);
}

async function fill(project: ActProject, rows: number): Promise<void> {
  const target = `sqlite:${project.stub("plant.db")}?table=readings`;
  const task = ["simulate", "--rows", String(rows), "--seed", "7", "--to", target, "--replace"];
  const { code, stderr } = await runTask(task, { cwd: project.path });
  equal(code, 0, stderr);
}

function gate(project: ActProject, code: number, said: string): void {
  Deno.writeTextFileSync(project.stub("gate_code"), String(code));
  Deno.writeTextFileSync(project.stub("gate"), `${said}\n`);
}

const readStub = (project: ActProject, name: string) => Deno.readTextFileSync(project.stub(name));

Deno.test("train.yml: fresh readings, a model, a push, the gate, a pull request with the lock, and word of the champion; then again", async (t) => {
  await using registry = await startMlflow();
  await using project = await plantProject();
  const vars = { DVC_REMOTE: `folder ${project.stub("store")}`, MLFLOW_TRACKING_URI: registry.uri };
  const run = () => project.run("train", { vars });
  const callsOf = (name: string) => project.calls().filter((call) => call.startsWith(`${name} `));

  await t.step("the first model passes: it is registered, stored, proposed and announced", async () => {
    const { code, output } = await run();
    equal(code, 0, output);
    deepEqual(callsOf("deno"), [
      "deno task dvc pull --allow-missing",
      "deno task dvc repro --force --single-item ingest",
      "deno task dvc repro",
      `deno task dvc metrics diff --md ${(await project.git("rev-parse", "HEAD")).trim()}`,
      "deno task dvc push",
      "deno task register",
    ]);
    deepEqual(callsOf("gh").sort(), [
      "gh api --method POST repos/plant/faultline/dispatches -f event_type=champion",
      "gh auth setup-git",
      "gh pr create --base main --head training --title A model from fresh readings --body-file training/summary.md",
      "gh pr list --head training --state open --json number --jq .[0].number // empty",
      "gh workflow run ci.yml --ref training",
    ]);
    ok(exists(project.stub("store/files/md5")), "data and model are in the remote");
    match(readStub(project, "body.md"), /### The model: it is the champion now\n\n```\n/);
  });

  await t.step("deploy.yml builds its image with that champion, from the registry", async () => {
    const env = { MLFLOW_TRACKING_URI: registry.uri };
    const { stdout } = await runTask(["champion", "--json"], { cwd: project.path, env });
    const version = /"model_version": "([0-9a-f]{12})"/.exec(stdout)![1];
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => Response.json({ model: { version } }),
    );
    Deno.writeTextFileSync(project.stub("container_address"), `127.0.0.1:${server.addr.port}\n`);
    Deno.writeTextFileSync(project.stub("smoke_key"), "a key");
    const { code, output } = await project.run("deploy", {
      event: "repository_dispatch",
      job: "image",
      payload: { action: "champion" },
      vars: { ...vars, AZURE_REGISTRY: "plant" },
    });
    await server.shutdown();
    equal(code, 0, output);
    match(callsOf("docker").find((call) => call.startsWith("docker push"))!, new RegExp(`-${version}$`));
  });

  await t.step("the branch holds the new lock and nothing else", async () => {
    await project.git("fetch", "-q", "origin");
    const changed = await project.git("diff", "--name-only", "main", "origin/training");
    equal(changed, "dvc.lock\n");
    equal(
      await project.git("show", "origin/training:dvc.lock"),
      readStub(project, "artifacts/training/dvc.lock"),
    );
    await project.git("merge", "-q", "--ff-only", "origin/training");
  });

  await t.step(
    "with more readings the gate refuses: stored and proposed with its reason, not announced",
    async () => {
      await fill(project, 11_000);
      gate(project, 3, "refused: average precision is below the champion's");
      Deno.writeTextFileSync(project.stub("gh"), "12\n");
      Deno.removeSync(project.stub("calls"));
      const { code, output } = await run();
      equal(code, 0, output);
      const calls = callsOf("gh");
      ok(calls.includes("gh pr edit 12 --body-file training/summary.md"), calls.join("\n"));
      ok(!calls.some((call) => call.includes("dispatches")), calls.join("\n"));
      const body = readStub(project, "body.md");
      match(body, /\| reports\/metrics\.json +\| test\.f1 +\| 0\.\d+ +\| 0\.\d+ +\|/);
      match(body, /the gate refuses it\n\n```\nrefused: average precision/);
    },
  );

  await t.step(
    "the same readings again change no metric; a gate that fails in another way fails the run",
    async () => {
      await project.git("fetch", "-q", "origin");
      await project.git("merge", "-q", "--ff-only", "origin/training");
      gate(project, 1, "error[TRACKING_UNREACHABLE]");
      Deno.removeSync(project.stub("calls"));
      const { code, output } = await run();
      equal(code, 1, output);
      match(output, /No metric has changed/);
      deepEqual(callsOf("gh"), []);
    },
  );
});
