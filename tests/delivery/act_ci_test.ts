import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import { parse, stringify } from "yaml";
import { noTable, succeed } from "../pipeline/small_run.ts";
import { startMariadb } from "../support/mariadb.ts";
import { runProgram, runTask } from "../support/run_task.ts";
import { type ActProject, actProject } from "./act_project.ts";
import { root } from "./workflow.ts";

/** Settings of the copy's params.yaml that make its runs quick. */
const quickParams: [RegExp, string][] = [
  [/rows=10000/, "rows=2000"],
  [/(\n {2}trees: )100/, "$120"],
  [/(\n {2}bootstrap_samples: )1000/, "$1100"],
  [/(\n {2}max_rows: )20000/, "$10"],
];

async function setParams(project: ActProject, changes: [RegExp, string][], message: string): Promise<void> {
  const file = project.file("params.yaml");
  const text = changes.reduce((text, [from, to]) => text.replace(from, to), Deno.readTextFileSync(file));
  Deno.writeTextFileSync(file, text);
  await project.git("commit", "-qam", message);
}

Deno.test("ci.yml, comparison: the pipeline on base and change, and one comment with how the metrics differ", async (t) => {
  await using project = await actProject();
  await setParams(project, quickParams, "Quick");
  const renewLock = async () => {
    equal((await runTask(["dvc", "repro"], { cwd: project.path })).code, 0);
    await project.git("commit", "-qam", "Renew the lock");
  };
  await renewLock();
  const base = (await project.git("rev-parse", "HEAD")).trim();
  await setParams(project, [[/(\n {2}max_depth: )null/, "$12"]], "Shallow trees");
  const payload = (owner: string) => ({
    pull_request: { number: 5, base: { sha: base }, head: { repo: { full_name: `${owner}/faultline` } } },
  });
  const compare = (owner: string) =>
    project.run("ci", { event: "pull_request", job: "comment", payload: payload(owner) });

  await t.step("a change that leaves dvc.lock stale fails", async () => {
    const { code, output } = await compare("plant");
    equal(code, 1, output);
    match(output, /dvc\.lock is stale: run deno task dvc repro and commit it/);
    deepEqual(project.calls().filter((call) => call.startsWith("gh ")), []);
  });

  await t.step("with the lock renewed: a comment with the metrics, and the plots beside it", async () => {
    await renewLock();
    const { code, output } = await compare("plant");
    equal(code, 0, output);
    ok(
      project.calls().includes(
        "gh pr comment 5 --body-file comparison/metrics.md --edit-last --create-if-none",
      ),
    );
    const body = Deno.readTextFileSync(project.stub("body.md"));
    match(body, new RegExp(`^### Metrics against ${base.slice(0, 12)}\n`));
    match(body, /\| reports\/metrics\.json +\| test\.f1 +\| 0\.\d+ +\| 0\.\d+ +\| -?0\.\d+/);
    match(
      body,
      /in the artifact of \[this run\]\(https:\/\/github\.com\/plant\/faultline\/actions\/runs\/\d+\)/,
    );
    match(
      Deno.readTextFileSync(project.stub("artifacts/comparison/plots/index.html")),
      /Precision and recall/,
    );
  });
});

Deno.test("ci.yml, container: trained, listed, built on digests, scanned, and asked for a prediction of that model", async () => {
  await using project = await actProject();
  await setParams(project, quickParams, "Quick");
  // The same params and readings give the same bytes there and here.
  await succeed(project.path, ["train", ...noTable]);
  const file = Deno.readFileSync(project.file("models/current/model.safetensors"));
  const version = createHash("sha256").update(file).digest("hex").slice(0, 12);
  Deno.writeTextFileSync(project.stub("smoke_key"), "a key");
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ headers }) => Response.json({ model: { version }, key: headers.get("authorization") }),
  );
  Deno.writeTextFileSync(project.stub("container_address"), `127.0.0.1:${server.addr.port}\n`);
  const { code, output } = await project.run("ci", { event: "push", job: "container" });
  await server.shutdown();
  equal(code, 0, output);
  match(output, new RegExp(`is ready and predicts with model ${version}`));
  const calls = project.calls().map((call) => call.replace(/\S*\/(image\.tar|tmp\.\w+)/, "…"));
  ok(
    calls.some((call) => call.startsWith("docker run --rm --volume …:/scan:ro anchore/grype:")),
    calls.join("\n"),
  );
  ok(
    calls.some((call) => call.includes(" sbom:/scan/sbom.json --fail-on high --only-fixed")),
    calls.join("\n"),
  );
  ok(calls.some((call) => /^docker run --detach --read-only --cap-drop ALL /.test(call)), calls.join("\n"));
});

Deno.test("ci.yml, tests: the lock is frozen, and what needs a MySQL server finds the one that is given", async () => {
  const server = await startMariadb();
  try {
    await using project = await actProject();
    await runProgram("cp", ["-r", `${root}/tests`, project.file("tests")], { cwd: root });
    // The job without its container and service, which this machine cannot start, and with some of its tests.
    const ci = parse(Deno.readTextFileSync(project.file(".github/workflows/ci.yml")));
    const { container: _, services: __, ...job } = ci.jobs.ok;
    const steps = job.steps.filter(({ name }: { name?: string }) => name !== "Programs that tests start");
    deepEqual(steps.splice(-2).map(({ run }: { run: string }) => run), [
      "deno task ok",
      "deno task test:system",
    ]);
    steps.push({ name: "Some", run: "deno test -q -P=test tests/delivery/mysql_service_test.ts" });
    ci.jobs = { ok: { ...job, steps, env: { TEST_MYSQL_URL: server.url } } };
    Deno.writeTextFileSync(project.file(".github/workflows/ci.yml"), stringify(ci));
    const { code, output } = await project.run("ci", { event: "push" });
    equal(code, 0, output);
    match(output, /MySQL as a service: .*\n[\s\S]*\b16 passed/);
  } finally {
    await server.stop();
  }
});
