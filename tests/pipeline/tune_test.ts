import { equal, match, ok } from "node:assert/strict";
import { copyProject, runTask } from "../support/run_task.ts";

/** A search of a second on few rows. */
const settings = [
  ...["validation.folds=3", "tune.min_trees=4", "tune.max_trees=36", "tune.repeats=1"],
  ...["tune.trials=14", "tune.space.balance.ratio=[0.1,0.2]"],
].flatMap((set) => ["--set", set]);

const outputs = ["results.csv", "results.svg", "params.yaml", "trials.jsonl"].map((file) =>
  `reports/tune/${file}`
);

async function prepared(rows: number) {
  const project = await copyProject();
  const run = async (...task: string[]) => await runTask(task, { cwd: project.path });
  for (const task of [["stage:ingest", "--source", `simulate:?rows=${rows}&seed=3`], ["stage:transform"]]) {
    const { code, stderr } = await run(...task);
    equal(code, 0, stderr);
  }
  return { project, run, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() };
}

Deno.test("tuning, killed and resumed, or with another number of workers, ends in the same files", async (t) => {
  await using home = await prepared(2500);
  const { project, run } = home;
  // Nothing of the test set may be needed.
  Deno.removeSync(project.file("data/prepared/test.arrow"));
  const tune = (workers: number, ...more: string[]) =>
    run("tune", "--workers", String(workers), ...settings, ...more);
  const read = () => outputs.map((file) => Deno.readTextFileSync(project.file(file)));

  const whole = await tune(2);
  equal(whole.code, 0, whole.stderr);
  const expected = read();

  await t.step("the result is a table, and the winner against the defaults", () => {
    match(whole.stdout, /rank {2}trial {2}trees/);
    match(whole.stdout, /it gains [+-]\d\.\d{4} ± \d\.\d{4} average precision|nothing beat the defaults/);
    const lines = whole.stderr.split("\n").filter((line) => line.startsWith("{")).map((line) =>
      JSON.parse(line)
    );
    ok(lines.every(({ done, total, best }) => done <= total && typeof best === "number"));
    equal(lines.length, 15 + 5 + 2 + (whole.stdout.includes("it gains") ? 2 : 0));
  });

  await t.step("killed in the middle and started again", async () => {
    Deno.removeSync(project.file("reports/tune"), { recursive: true });
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-P=tracked", "pipeline/tune.ts", "--workers", "1", ...settings],
      cwd: project.path,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let said = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes('"msg":"evaluated"')) break;
    }
    child.kill("SIGKILL");
    await child.status;
    const left = Deno.readTextFileSync(project.file(outputs[3]));
    ok(left.length < expected[3].length && expected[3].startsWith(left), left);
    Deno.writeTextFileSync(project.file(outputs[3]), expected[3].slice(left.length, left.length + 30), {
      append: true,
    });

    const resumed = await tune(2);
    equal(resumed.code, 0, resumed.stderr);
    match(resumed.stderr, /"kept":[1-9]\d*,"msg":"tuning goes on where it stopped"/);
    read().forEach((text, i) => equal(text, expected[i], outputs[i]));
    equal(resumed.stdout.replace(/\d+\.\d s/, ""), whole.stdout.replace(/\d+\.\d s/, ""));
  });

  await t.step("another seed starts anew and says so", async () => {
    const { code, stderr } = await tune(2, "--trials", "2", "--set", "tune.seed=7");
    equal(code, 0, stderr);
    match(stderr, /"level":"warn".*seed changed since the last tuning: it starts anew/);
  });

  await t.step("the winner's file trains a model", async () => {
    Deno.writeTextFileSync(project.file("winner.yaml"), expected[2]);
    const { code, stderr } = await run("stage:train", "--params", "winner.yaml", "--set", "train.trees=4");
    equal(code, 0, stderr);
  });
});

Deno.test("tuning without prepared data says what to run, and never overwrites params.yaml", async () => {
  await using project = await copyProject();
  const missing = await runTask(["tune"], { cwd: project.path });
  equal(missing.code, 1);
  match(
    missing.stderr,
    /error\[INPUT_NOT_FOUND\]: there is no data\/prepared\/summary\.json\n {2}hint: run deno task train first/,
  );
  const clash = await runTask(["tune", "--out", "./params.yaml"], { cwd: project.path });
  equal(clash.code, 2);
  match(clash.stderr, /error\[USAGE\]: --out must not be params\.yaml/);
});
