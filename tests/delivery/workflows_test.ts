import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { runProgram } from "../support/run_task.ts";
import { tempFolder } from "../support/temp_folder.ts";
import { readWorkflows, root, stepsOf, type Workflow } from "./workflow.ts";
import { runTool } from "./workflow_tools.ts";

const workflows = [...readWorkflows().values()];
const steps = workflows.flatMap(stepsOf);
const read = (path: string) => Deno.readTextFileSync(join(root, path));
const scripts = [...Deno.readDirSync(join(root, ".github/scripts"))]
  .map(({ name }) => `.github/scripts/${name}`).filter((path) => path.endsWith(".sh")).sort();

/** `uses:` lines that name no commit, or whose version nobody can read. */
function unpinned({ file, text }: Pick<Workflow, "file" | "text">): string[] {
  return text.split("\n").flatMap((line, i) =>
    /\buses:/.test(line) && !/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)
      ? [`${file}:${i + 1}: ${line.trim()}`]
      : []
  );
}

/** What breaks the house rules that no linter knows. */
function faults(workflow: Workflow): string[] {
  const found: string[] = [];
  const { file, jobs } = workflow;
  if (JSON.stringify(workflow.permissions) !== "{}") found.push(`${file} gives permissions to all jobs`);
  if (!workflow.concurrency) found.push(`${file} has no concurrency group`);
  if (workflow.defaults?.run.shell !== "bash") found.push(`${file} runs without pipefail`);
  for (const [name, job] of Object.entries(jobs)) {
    if (!job.permissions) found.push(`${file}, ${name}: no permissions of its own`);
    if (!job["timeout-minutes"]) found.push(`${file}, ${name}: no time limit`);
    const images = [job.container, ...Object.values(job.services ?? {})].flatMap((of) => of?.image ?? []);
    for (const image of images) {
      if (!/@sha256:[0-9a-f]{64}$/.test(image)) found.push(`${file}, ${name}: ${image} has no digest`);
    }
  }
  for (const { where, job, step } of stepsOf(workflow)) {
    if (step.run?.includes("${{")) found.push(`${where} writes an expression into a script`);
    if (step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false) {
      found.push(`${where} leaves its token behind`);
    }
    if (step.uses?.startsWith("azure/login@") && (step.with?.creds || !step.with?.["client-id"])) {
      found.push(`${where} signs in with a stored secret`);
    }
    if (JSON.stringify(step).includes("secrets.") && !job.environment) {
      found.push(`${where} has a secret outside an environment`);
    }
  }
  return found;
}

Deno.test("every action is pinned to a commit, with its version behind it", () => {
  deepEqual(workflows.flatMap(unpinned), []);
  ok(steps.filter(({ step }) => step.uses).length > 20);
});

Deno.test("nothing is permitted to all jobs, each job has its own rights and time limit, images have digests, scripts no expressions", () => {
  deepEqual(workflows.flatMap(faults), []);
});

Deno.test("what deploys to Azure keeps no secret of it", () => {
  const secrets = workflows.flatMap(({ text }) =>
    [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name)
  );
  deepEqual([...new Set(secrets)].sort(), ["DAGSHUB_TOKEN", "MLFLOW_TRACKING_PASSWORD"]);
  const deploy = read(".github/workflows/deploy.yml");
  ok(!/publish-profile|creds:/.test(deploy));
  match(deploy, /id-token: write/);
});

Deno.test("the workflows that the delivery is made of are there, and start when they should", () => {
  const on = Object.fromEntries(workflows.map(({ file, on }) => [file.split("/").pop(), Object.keys(on)]));
  deepEqual(on["ci.yml"], ["push", "pull_request", "workflow_dispatch"]);
  deepEqual(on["train.yml"], ["workflow_dispatch", "schedule"]);
  deepEqual(on["monitor.yml"], ["schedule", "workflow_dispatch"]);
  deepEqual(on["deploy.yml"], ["push", "repository_dispatch"]);
});

Deno.test("one Deno and one runtime image everywhere, and every task that a workflow calls is there", () => {
  const images = read(".github/images/Dockerfile");
  const [, tag, digest] = /^FROM denoland\/deno:([\d.]+)@(sha256:\w{64}) AS deno$/m.exec(images)!;
  for (const { step, where } of steps.filter(({ step }) => step.uses?.startsWith("denoland/setup-deno@"))) {
    equal(step.with?.["deno-version"], tag, where);
  }
  const containers = workflows.flatMap(({ jobs }) => Object.values(jobs)).flatMap(({ container }) =>
    container ?? []
  );
  ok(containers.length > 0);
  for (const { image } of containers) equal(image, `denoland/deno:${tag}@${digest}`);
  match(read("Dockerfile"), new RegExp(`^ARG DENO_IMAGE=denoland/deno:${tag}$`, "m"));
  const [, runtime] = /^ARG RUNTIME_IMAGE=(.+)$/m.exec(read("Dockerfile"))!;
  ok(images.includes(`FROM ${runtime}@sha256:`));
  match(read(".ci/run"), new RegExp(`^deno_version=${tag}$`, "m"));

  const tasks = Object.keys(JSON.parse(read("deno.json")).tasks);
  const called = steps.flatMap(({ step }) =>
    [...(step.run ?? "").matchAll(/\bdeno task ([a-z][\w:]*)/g)].map(([, task]) => task)
  );
  deepEqual([...new Set(called)].filter((task) => !tasks.includes(task)), []);
  ok(called.length > 10, `${called.length}`);
});

Deno.test("every file that a step calls is there, and can be run", () => {
  const called = steps.flatMap(({ step }) =>
    (step.run ?? "").match(/\.github\/scripts\/\w+\.(?:sh|ts)/g) ?? []
  );
  for (const path of new Set(called)) ok(Deno.statSync(join(root, path)).isFile, path);
  for (const path of scripts) ok(Deno.statSync(join(root, path)).mode! & 0o100, path);
  ok(called.length > 5);
});

Deno.test("Dependabot waits before it proposes what has just come out, and sees all that is pinned", () => {
  const { updates } = parse(read(".github/dependabot.yml"));
  for (const update of updates) ok(update.cooldown["default-days"] >= 7, update["package-ecosystem"]);
  const seen = updates.map((update: Record<string, string>) => update["package-ecosystem"]);
  for (const needed of ["deno", "github-actions", "docker"]) ok(seen.includes(needed), needed);
});

Deno.test("zizmor finds nothing, pedantic and offline", async () => {
  const { code, stdout, stderr } = await runTool("zizmor", [
    "--offline",
    "-q",
    "--persona=pedantic",
    ".github",
  ]);
  equal(code, 0, stdout + stderr);
});

Deno.test("workflows and Dependabot's file are valid by their schemas, GitHub's and act's", async () => {
  const schema = (name: string, files: string[]) =>
    runTool("check-jsonschema", ["--builtin-schema", `vendor.${name}`, ...files]);
  const files = workflows.map(({ file }) => file);
  for (const check of [schema("github-workflows", files), schema("dependabot", [".github/dependabot.yml"])]) {
    const { code, stdout, stderr } = await check;
    equal(code, 0, stdout + stderr);
  }
  for (const file of files) {
    const { code, stdout, stderr } = await runTool("act", ["--validate", "--strict", "-W", file]);
    equal(code, 0, stdout + stderr);
  }
});

Deno.test("yamllint finds nothing", async () => {
  const { code, stdout } = await runTool("yamllint", ["--strict", "-c", ".github/yamllint.yml", ".github"]);
  equal(code, 0, stdout);
});

Deno.test("shellcheck finds nothing in any script, and in what any step runs", async () => {
  const runs = steps.filter(({ step }) => step.run);
  ok(runs.length > 20, `${runs.length}`);
  await using folder = await tempFolder();
  const blocks = runs.map(({ where, step }) => {
    const path = folder.file(`${where.replaceAll(/[^\w]+/g, "-")}.sh`);
    Deno.writeTextFileSync(path, `#!/usr/bin/env bash\n${step.run}`);
    return path;
  });
  const { code, stdout } = await runTool("shellcheck", [...scripts, ...blocks]);
  equal(code, 0, stdout);
});

Deno.test("each check sees what it is for", async () => {
  const bad = `on:
  push:
  workflow_run:
    workflows: [x]
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo \${{ github.event.issue.title }} $unquoted
`;
  const pinned = "uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";
  equal(unpinned({ file: "a", text: bad }).length, 1);
  equal(unpinned({ file: "a", text: pinned }).length, 1, "no version");
  equal(unpinned({ file: "a", text: `${pinned} # v7.0.1` }).length, 0);
  equal(faults({ file: "a", text: bad, ...parse(bad) }).length, 7);

  await using folder = await tempFolder();
  await Deno.mkdir(folder.file(".github/workflows"), { recursive: true });
  await Deno.writeTextFile(folder.file(".github/workflows/bad.yml"), bad.replace("jobs:", "jbos: x\njobs:"));
  const cwd = folder.path, file = ".github/workflows/bad.yml";
  const tools = [
    runTool("zizmor", ["--offline", "-q", ".github"], { cwd }),
    runTool("check-jsonschema", ["--builtin-schema", "vendor.github-workflows", file], { cwd }),
    runTool("act", ["--validate", "--strict", "-W", file], { cwd }),
    runTool("yamllint", ["--strict", "-d", "{extends: default}", file], { cwd }),
    runTool("shellcheck", ["--shell=bash", "-"], { stdin: "echo $unquoted" }),
  ];
  for (const tool of tools) notEqual((await tool).code, 0);
});

Deno.test("a tag of another version, and one without a changelog, are not deployed", async () => {
  await using folder = await tempFolder();
  const check = (tag: string) =>
    runProgram(join(root, ".github/scripts/check_tag.sh"), [tag], { cwd: folder.path });
  await Deno.mkdir(folder.file("server"));
  await Deno.writeTextFile(folder.file("server/version.ts"), 'export const version = "1.2.3";\n');
  await Deno.writeTextFile(folder.file("CHANGELOG.md"), "# Changelog\n\n## Unreleased\n");
  match((await check("v1.2.4")).stdout, /v1\.2\.4 is not the version/);
  match((await check("v1.2.3")).stdout, /no heading ## 1\.2\.3/);
  await Deno.writeTextFile(folder.file("CHANGELOG.md"), "# Changelog\n\n## 1.2.3\n");
  equal((await check("v1.2.3")).code, 0);
});
