import { equal, ok } from "node:assert/strict";
import { copyProject } from "../support/run_task.ts";
import type { TempFolder } from "../support/temp_folder.ts";
import { runAtTerminal, task } from "./run_at_terminal.ts";
import { noTable, quick, smallSource } from "./small_run.ts";

const bar = /━|─/;

let project: TempFolder;
Deno.test.beforeAll(async () => {
  project = await copyProject();
});
Deno.test.afterAll(async () => await project[Symbol.asyncDispose]());

const atTerminal = (command: string) => runAtTerminal(command, { cwd: project.path });

Deno.test("at a terminal progress bars come on stderr, and no JSON", async () => {
  const run = task(["train", "--source", smallSource, ...quick]);
  const { code, stdout } = await atTerminal(`${run} > report.txt`);
  equal(code, 0, stdout);
  for (const label of ["ingest", "transform", "train", "compare"]) {
    ok(new RegExp(`${label} +[━─]+`).test(stdout), `${label}\n${stdout}`);
  }
  ok(!stdout.includes('{"level"'), stdout);
  const report = Deno.readTextFileSync(project.file("report.txt"));
  ok(!bar.test(report) && !report.includes("\x1b"), "a report in a file has neither bars nor colours");
});

Deno.test("without bars at stderr a report at a terminal has colours", async () => {
  const run = task(["train", "--source", smallSource, ...quick, ...noTable]);
  const { code, stdout } = await atTerminal(`${run} 2> log.json`);
  equal(code, 0, stdout);
  ok(stdout.includes("\x1b[1mingest"), stdout);
  ok(!bar.test(stdout), stdout);
  const log = Deno.readTextFileSync(project.file("log.json")).trimEnd().split("\n");
  ok(log.map((line) => JSON.parse(line)).some(({ msg }) => msg === "evaluated"));
});

Deno.test("no task asks for a permission at a terminal", async () => {
  const tasks = [
    ["simulate", "--to", "csv:plant.csv", "--rows", "1500", "--seed", "7"],
    ["simulate", "--to", "sqlite:plant.db", "--rows", "1500", "--seed", "7"],
    ["train", "--source", "csv:plant.csv", ...quick, ...noTable],
    ["stage:ingest", "--source", "sqlite:plant.db?table=readings"],
    ["stage:transform"],
    ["stage:train", ...quick],
    ["stage:evaluate", ...quick],
    ["compare", "--source", "csv:plant.csv", ...quick],
    ["predict", "--input", "plant.csv", "--output", "scored.csv"],
  ];
  for (const words of tasks) {
    const { code, stdout } = await atTerminal(task(words));
    ok(!/Deno requests|permission/i.test(stdout), `${words.join(" ")}\n${stdout}`);
    equal(code, 0, `${words.join(" ")}\n${stdout}`);
  }
  const refused = await atTerminal(task(["train", "--source", "mysql://plant@127.0.0.1:1/plant"]));
  ok(refused.stdout.includes("error[SOURCE_REFUSED]"), refused.stdout);
  ok(!/Deno requests/.test(refused.stdout), refused.stdout);
});

Deno.test("an error at a terminal takes the bar away and shows the cursor again", async () => {
  const { code, stdout } = await atTerminal(task(["train", "--source", "csv:nowhere.csv"]));
  equal(code, 1);
  ok(/error\[SOURCE_NOT_FOUND\]/.test(stdout), stdout);
  equal(stdout.split("\x1b[?25l").length, stdout.split("\x1b[?25h").length, "as often shown as hidden");
});

Deno.test("Ctrl-C at a terminal takes the bar away and shows the cursor again", async () => {
  const params = ["--set", "train.trees=2000", "--workers", "2", "--source", "simulate:?rows=5000&seed=8"];
  Deno.removeSync(project.file("data"), { recursive: true });
  const { stdout } = await atTerminal(
    `(until [ -e data/prepared/summary.json ]; do sleep 0.05; done; sleep 0.3; kill -INT 0) & ` +
      task(["train", ...params]),
  );
  ok(stdout.includes("error[INTERRUPTED]"), stdout);
  ok(stdout.includes("train  "), "the bar was there");
  equal(stdout.split("\x1b[?25l").length, stdout.split("\x1b[?25h").length, "as often shown as hidden");
});
