import { deepEqual, equal, match, ok } from "node:assert/strict";
import { startFaultProxy } from "../support/fault_proxy.ts";
import { type MlflowServer, startMlflow } from "../support/mlflow_server.ts";
import { copyProject, runProgram, runTask } from "../support/run_task.ts";
import { exists, noTable, quick, smallSource, succeed } from "../pipeline/small_run.ts";

interface Run {
  info: { run_id: string; run_name: string; status: string; artifact_uri: string };
  data: {
    metrics: { key: string; value: number; step: number }[];
    params: { key: string; value: string }[];
    tags: { key: string; value: string }[];
  };
  inputs?: { dataset_inputs?: { dataset: { name: string; digest: string } }[] };
  outputs?: { model_outputs?: { model_id: string }[] };
}

/** What the server has, asked over REST as any client would. */
async function ask(server: MlflowServer, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server.uri}/api/2.0/mlflow/${path}`, {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return await answer.json();
}

async function runsOf(server: MlflowServer): Promise<Run[]> {
  const { experiment } = await ask(server, "experiments/get-by-name?experiment_name=faultline") as {
    experiment: { experiment_id: string };
  };
  const { runs } = await ask(server, "runs/search", { experiment_ids: [experiment.experiment_id] });
  return (runs ?? []) as Run[];
}

const valueOf = (list: { key: string; value: string | number }[], key: string) =>
  list.find((entry) => entry.key === key)?.value;

async function artifactsOf(server: MlflowServer, run: Run, path = ""): Promise<string[]> {
  const { files } = await ask(
    server,
    `artifacts/list?run_id=${run.info.run_id}&path=${path}`,
  ) as { files?: { path: string; is_dir: boolean }[] };
  return (files ?? []).map(({ path }) => path);
}

const seedAndSize = [...quick, ...noTable, "--source", smallSource];

Deno.test("stages of one model share one run, with params, scores, steps, readings, files and the model", async () => {
  await using server = await startMlflow();
  await using project = await copyProject();
  const cwd = project.path;
  for (
    const words of [["init", "-q"], ["add", "."], [
      "-c",
      "user.name=a",
      "-c",
      "user.email=a@b",
      "commit",
      "-qm",
      "a",
    ]]
  ) {
    equal((await runProgram("git", words, { cwd })).code, 0);
  }
  await runProgram("git", ["remote", "add", "origin", "https://ann:secret-word@git.example/plant.git"], {
    cwd,
  });
  const env = { MLFLOW_TRACKING_URI: server.uri };
  await succeed(cwd, ["stage:ingest", ...seedAndSize.slice(-2)], env);
  await succeed(cwd, ["stage:transform"], env);
  const trained = await succeed(cwd, ["stage:train", ...quick], env);
  match(trained.stdout, /track .*experiments\/\d+\/runs\/[0-9a-f]{32}/s);
  await succeed(cwd, ["stage:evaluate", ...quick], env);

  const runs = await runsOf(server);
  equal(runs.length, 1);
  const [{ info, data, inputs, outputs }] = runs;
  equal(info.status, "FINISHED");
  equal(valueOf(data.params, "train.trees"), "20");
  equal(valueOf(data.params, "ingest.source"), smallSource);
  const metrics = JSON.parse(await Deno.readTextFile(`${cwd}/reports/metrics.json`));
  equal(valueOf(data.metrics, "test.f1"), metrics.test.f1);
  equal(valueOf(data.metrics, "cv.f1.mean"), metrics.cv.f1.mean);
  const history = await ask(
    server,
    `metrics/get-history?run_id=${info.run_id}&metric_key=out_of_bag.average_precision`,
  ) as { metrics: { step: number; value: number }[] };
  deepEqual(history.metrics.map(({ step }) => step), [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  equal(valueOf(data.metrics, "training.out_of_bag.average_precision"), history.metrics.at(-1)!.value);
  const { stdout: commit } = await runProgram("git", ["rev-parse", "HEAD"], { cwd });
  equal(valueOf(data.tags, "mlflow.source.git.commit"), commit.trim());
  equal(valueOf(data.tags, "git.dirty"), "false");
  equal(valueOf(data.tags, "mlflow.source.git.repoURL"), "https://git.example/plant.git");
  equal(valueOf(data.tags, "deno.version"), Deno.version.deno);
  equal(valueOf(data.tags, "model_version"), metrics.model.version);
  deepEqual(inputs!.dataset_inputs!.map(({ dataset }) => dataset.name).sort(), [
    "held-out readings",
    "readings",
  ]);
  ok(metrics.data.hash.startsWith(inputs!.dataset_inputs![0].dataset.digest));
  equal(outputs!.model_outputs!.length, 1);
  const files = await artifactsOf(server, runs[0]);
  for (
    const name of [
      "params.yaml",
      "dvc.lock",
      "metrics.json",
      "metrics_report.txt",
      "model_card.html",
      "plots",
    ]
  ) {
    ok(files.includes(name), `${name} among ${files}`);
  }
  ok((await artifactsOf(server, runs[0], "plots")).includes("plots/roc.svg"));

  const { stdout } = await runProgram("grep", ["-rl", "secret-word", ".tracking"], { cwd });
  equal(stdout, "");
});

Deno.test("with the server away training finishes, and what waits is sent once", async () => {
  await using server = await startMlflow();
  await using project = await copyProject();
  const cwd = project.path;
  const proxy = await startFaultProxy(server.port);
  try {
    const env = { MLFLOW_TRACKING_URI: `http://127.0.0.1:${proxy.port}` };
    proxy.set({ kind: "refuse" });
    const { stdout } = await succeed(cwd, ["train", ...seedAndSize], env);
    match(stdout, /not sent[\s\S]*deno task track:replay/);
    const stillAway = await runTask(["track:replay"], { cwd, env });
    equal(stillAway.code, 1);
    match(stillAway.stderr, /error\[TRACKING_UNREACHABLE\]/);

    proxy.set({ kind: "none" });
    match((await succeed(cwd, ["track:replay"], env)).stdout, /^sent .*runs\//);
    match((await succeed(cwd, ["track:replay"], env)).stdout, /nothing waits/);
    const runs = await runsOf(server);
    equal(runs.length, 1);
    equal(runs[0].info.status, "FINISHED");
    ok(valueOf(runs[0].data.metrics, "test.f1") !== undefined);
  } finally {
    proxy.close();
  }
});

Deno.test("tuning is a run with a nested run a recipe", async () => {
  await using server = await startMlflow();
  await using project = await copyProject();
  const cwd = project.path;
  await succeed(cwd, ["train", ...seedAndSize]);
  equal(exists(`${cwd}/.tracking`), false, "nothing is kept where no server is named");
  const env = { MLFLOW_TRACKING_URI: server.uri };
  const few = ["--trials", "3", "--set", "tune.max_trees=24", "--set", "tune.repeats=1"];
  await succeed(cwd, ["tune", ...quick.slice(2, 4), ...few], env);
  const runs = await runsOf(server);
  const parent = runs.find(({ info }) => info.run_name === "tune")!;
  const nested = runs.filter(({ data }) => valueOf(data.tags, "mlflow.parentRunId") === parent.info.run_id);
  deepEqual(nested.map(({ info }) => info.run_name).sort(), ["defaults", "recipe 1", "recipe 2", "recipe 3"]);
  for (const { data } of nested) ok(data.params.length > 5);
  deepEqual(await artifactsOf(server, parent), ["params.yaml", "results.csv", "results.svg"]);
});

Deno.test("an address that is none is refused before any work", async () => {
  await using project = await copyProject();
  const env = { MLFLOW_TRACKING_URI: "sqlite:///mlflow.db" };
  const { code, stderr } = await runTask(["train", ...seedAndSize], { cwd: project.path, env });
  equal(code, 2);
  match(stderr, /error\[TRACKING_ADDRESS\]/);
  equal(exists(project.file("data")), false);
});

Deno.test("a task that fails leaves a run that says so", async () => {
  await using server = await startMlflow();
  await using project = await copyProject();
  const env = { MLFLOW_TRACKING_URI: server.uri };
  const cwd = project.path;
  await succeed(cwd, ["train", ...seedAndSize]);
  const failed = await runTask(["stage:train", ...quick, "--set", "balance.k_neighbors=5000"], { cwd, env });
  match(failed.stderr, /error\[BALANCE_TOO_FEW\]/);
  deepEqual((await runsOf(server)).map(({ info }) => info.status), ["FAILED"]);
});
