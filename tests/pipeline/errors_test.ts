import { equal, match, ok } from "node:assert/strict";
import { copyProject, runTask } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { expectFailure, firstLine } from "./expect_failure.ts";
import { noTable, quick, succeed } from "./small_run.ts";

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
  await succeed(project.path, ["simulate", "--to", "csv:plant.csv", "--rows", "10"]);
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const fails = (code: string, task: readonly string[], exit = 1) =>
  expectFailure(project.path, code, task, exit);

Deno.test("params that do not exist or cannot be are wrong use, with the nearest that is", async () => {
  const params = Deno.readTextFileSync(project.file("params.yaml"));
  const file = (text: string) => (Deno.writeTextFileSync(project.file("mine.yaml"), text), "mine.yaml");
  const ingest = (...more: string[]) => ["stage:ingest", ...more];
  const table: [code: string, message: RegExp, task: string[]][] = [
    ["PARAMS_UNKNOWN_KEY", /no param train\.tress\n.*train\.trees/, ingest("--set", "train.tress=5")],
    ["PARAMS_UNKNOWN_KEY", /no param nonsense/, ingest("--set", "nonsense=5")],
    ["PARAMS_UNKNOWN_KEY", /no param trees\n.*did you mean train\.trees\?/, ingest("--set", "trees=5")],
    [
      "PARAMS_UNKNOWN_KEY",
      /no param balance\.metod\n.*balance\.method/,
      ingest("--params", file("balance: {metod: none}\n")),
    ],
    ["PARAMS_INVALID", /train\.trees is wrong: .*current value: "many"/, ingest("--set", "train.trees=many")],
    ["PARAMS_INVALID", /train\.trees is wrong: .*current value: 0/, ingest("--set", "train.trees=0")],
    ["PARAMS_INVALID", /balance\.method is wrong: /, ingest("--set", "balance.method=rose")],
    ["PARAMS_INVALID", /the value is not YAML/, ingest("--set", "transform.drop=[")],
    ["USAGE", /--set must be key=value, current value: train\.trees/, ingest("--set", "train.trees")],
    ["USAGE", /unknown option '--tree'/, ingest("--tree", "5")],
    ["USAGE", /too many arguments.*\n.*--source csv:readings\.csv/, ingest("plant.csv")],
    ["USAGE", /--source/, ["train", "--source"]],
    ["USAGE", /--output/, ["predict", "--input", "plant.csv"]],
    ["USAGE", /--workers/, ["train", "--workers", "0"]],
    ["USAGE", /--rows/, ["simulate", "--to", "csv:x.csv", "--rows", "-1"]],
    ["SOURCE_URL_INVALID", /there is no postgres: source/, ingest("--source", "postgres://plant")],
    [
      "SOURCE_URL_INVALID",
      /must be a URL.*\n.*did you mean csv:plant\.csv\?/,
      ingest("--source", "plant.csv"),
    ],
    ["SOURCE_URL_INVALID", /must be a URL/, ingest("--source", "")],
  ];
  for (const [code, message, task] of table) {
    match(await fails(code, task, 2), message);
  }
  await fails("PARAMS_INVALID", ingest("--params", file("train: [\n")), 2);
  await fails("PARAMS_INVALID", ingest("--params", file("")), 2);
  await fails("INPUT_NOT_FOUND", ingest("--params", "nowhere.yaml"));

  Deno.writeTextFileSync(project.file("params.yaml"), params.replace("trees: 100", "treees: 100"));
  match(await fails("PARAMS_UNKNOWN_KEY", ingest(), 2), /no param train\.treees/);
  Deno.writeTextFileSync(project.file("params.yaml"), params.replace("  trees: 100", "  # trees: 100"));
  match(await fails("PARAMS_INVALID", ingest(), 2), /train\.trees is missing/);
  Deno.writeTextFileSync(project.file("params.yaml"), params);
});

Deno.test("a password in a params file is refused and never shown", async () => {
  const text = 'ingest: {source: "mysql://plant:s3cret@db.example/plant"}\n';
  Deno.writeTextFileSync(project.file("mine.yaml"), text);
  const error = await fails("PARAMS_PASSWORD", ["stage:ingest", "--params", "mine.yaml"], 2);
  match(error, /MYSQL_PWD/);
  ok(!error.includes("s3cret"), error);
});

Deno.test("a database that does not answer is said in one line, without the password", async () => {
  const url = "mysql://plant:s3cret@127.0.0.1:1/plant";
  const { stdout, stderr } = await runTask(["train", "--source", url, "--stack"], { cwd: project.path });
  match(stderr, /^error\[SOURCE_REFUSED\]: cannot reach MySQL at 127\.0\.0\.1:1: connection refused$/m);
  ok(!`${stdout}${stderr}`.includes("s3cret"));
});

Deno.test("a stack is shown when it is asked for, of a person's error and of wrong use alike", async () => {
  for (
    const task of [["stage:ingest", "--source", "csv:nowhere.csv"], [
      "stage:ingest",
      "--set",
      "train.tress=1",
    ]]
  ) {
    const { stderr } = await runTask([...task, "--stack"], { cwd: project.path });
    match(stderr, /^error\[\w+\]: /);
    match(stderr, /^\s+at .*pipeline\/stage\.ts/m);
  }
});

Deno.test("an output that cannot be written is an error that names it", async () => {
  await using other = await copyProject();
  Deno.writeTextFileSync(other.file("data"), "not a folder");
  const blocked = await runTask(["train", ...quick], { cwd: other.path });
  equal(blocked.code, 1);
  match(
    firstLine(blocked),
    /^error\[OUTPUT_UNWRITABLE\]: cannot write data\/raw\/readings\.csv: a part of its path is a file$/,
  );
  equal(Deno.readTextFileSync(other.file("data")), "not a folder");

  match(
    await fails("OUTPUT_UNWRITABLE", ["simulate", "--to", "csv:plant.csv/more.csv", "--rows", "10"]),
    /plant\.csv\/more\.csv/,
  );
  Deno.mkdirSync(project.file("folder.csv"));
  match(
    await fails("OUTPUT_UNWRITABLE", ["simulate", "--to", "csv:folder.csv", "--rows", "10"]),
    /it is a folder/,
  );
  await fails("OUTPUT_EXISTS", ["simulate", "--to", "csv:plant.csv", "--rows", "10"]);
});

Deno.test("a stage without its input says which stage to run first", async () => {
  await using other = await copyProject();
  for (const [stage, first] of [["transform", "ingest"], ["train", "transform"], ["evaluate", "transform"]]) {
    const finished = await runTask([`stage:${stage}`], { cwd: other.path });
    equal(finished.code, 1);
    match(
      finished.stderr,
      new RegExp(`^error\\[INPUT_NOT_FOUND\\]: .*\\n  hint: run deno task stage:${first} first$`, "m"),
    );
  }
});

Deno.test("a stage refuses input that is not as the stage before wrote it", async () => {
  await using other = await copyProject();
  await succeed(other.path, ["train", "--source", "simulate:?rows=1500&seed=7", ...quick, ...noTable]);
  const damage = async (path: string, bytes: Uint8Array, stage: string) => {
    const whole = Deno.readFileSync(other.file(path));
    Deno.writeFileSync(other.file(path), bytes);
    const finished = await runTask([stage, ...quick], { cwd: other.path });
    Deno.writeFileSync(other.file(path), whole);
    equal(finished.code, 1, finished.stderr);
    match(firstLine(finished), /^error\[(?:INPUT_DAMAGED|MODEL_TRUNCATED)\]: /, finished.stderr);
    ok(firstLine(finished).includes(path), finished.stderr);
  };
  const half = (path: string) => {
    const bytes = Deno.readFileSync(other.file(path));
    return bytes.slice(0, bytes.length >> 1);
  };
  await damage("data/raw/summary.json", new TextEncoder().encode("{}"), "stage:transform");
  await damage("data/raw/readings.csv", new TextEncoder().encode("a,b\n1,2\n"), "stage:transform");
  await damage("data/prepared/train.arrow", half("data/prepared/train.arrow"), "stage:train");
  await damage("data/prepared/test.arrow", new TextEncoder().encode("not Arrow at all"), "stage:evaluate");
  await damage(
    "models/current/model.safetensors",
    half("models/current/model.safetensors"),
    "stage:evaluate",
  );
});
