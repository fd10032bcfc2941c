import { deepEqual, equal, match, ok } from "node:assert/strict";
import { copyProject } from "../support/run_task.ts";
import { exists, filesOf, hashesOf, noTable, quick, smallSource, succeed } from "./small_run.ts";

const outputs = {
  ingest: ["data/raw/readings.csv", "data/raw/rejected.csv", "data/raw/summary.json"],
  transform: ["data/prepared/summary.json", "data/prepared/test.arrow", "data/prepared/train.arrow"],
};

/** Starts `deno task train` on many rows, and sends it a signal as soon as a file is there. */
async function interrupt(project: string, signal: Deno.Signal, source: string, file: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "-q",
      "train",
      "--source",
      source,
      "--workers",
      "2",
      "--set",
      "train.trees=3000",
      ...noTable,
    ],
    cwd: project,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  while (!exists(`${project}/${file}`)) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill(signal);
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("a run interrupted anywhere leaves nothing half-written, and the next one starts cleanly", async () => {
  await using project = await copyProject();
  const many = "simulate:?rows=2000000&seed=7", some = "simulate:?rows=20000&seed=7";
  const table: [Deno.Signal, number, string, string, string[]][] = [
    ["SIGINT", 130, many, "data/raw/.readings.csv.1.part", []],
    ["SIGTERM", 143, many, "data/raw/.readings.csv.1.part", []],
    ["SIGINT", 130, "simulate:?rows=200000&seed=7", "data/prepared/.train.arrow.1.part", outputs.ingest],
    ["SIGTERM", 143, some, "data/prepared/summary.json", [...outputs.transform, ...outputs.ingest]],
    ["SIGINT", 130, some, "data/prepared/summary.json", [...outputs.transform, ...outputs.ingest]],
  ];
  for (const [signal, code, source, file, left] of table) {
    await Deno.remove(project.file("data"), { recursive: true }).catch(() => {});
    const finished = await interrupt(project.path, signal, source, file);
    const about = `${signal} at ${file}\n${finished.stdout}\n${finished.stderr}`;
    equal(finished.code, code, about);
    match(
      finished.stderr,
      new RegExp(`^error\\[INTERRUPTED\\]: stopped by ${signal}; nothing half-written was left$`, "m"),
      about,
    );
    ok(!/^\s+at /m.test(finished.stderr), about);
    deepEqual(filesOf(project.path), left, about);
  }

  await using fresh = await copyProject();
  const train = ["train", "--source", smallSource, ...quick, ...noTable];
  await succeed(project.path, train);
  await succeed(fresh.path, train);
  deepEqual(hashesOf(project.path), hashesOf(fresh.path));
});

Deno.test("a run that is killed leaves the last run's files whole, and the next one is not disturbed", async () => {
  await using project = await copyProject();
  const train = ["train", "--source", smallSource, ...quick, ...noTable];
  await succeed(project.path, train);
  const before = hashesOf(project.path);
  await interruptHard(project.path);
  const after = hashesOf(project.path);
  deepEqual(Object.fromEntries(Object.keys(before).map((path) => [path, after[path]])), before);
  await succeed(project.path, train);
  const again = hashesOf(project.path);
  deepEqual(Object.fromEntries(Object.keys(before).map((path) => [path, again[path]])), before);
});

/** Ends an ingest as a power cut would. */
async function interruptHard(project: string): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=network", "pipeline/ingest.ts", "--source", "simulate:?rows=2000000&seed=8"],
    cwd: project,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  while (!exists(`${project}/data/raw/.readings.csv.1.part`)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGKILL");
  await child.status;
}
