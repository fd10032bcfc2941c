import { deepEqual, equal, match } from "node:assert/strict";
import { tempFolder } from "../support/temp_folder.ts";

const root = new URL("../../", import.meta.url).pathname;

/** A task as a command line, with any options of Deno's own. */
const task = (script: string, ...args: string[]) => [
  Deno.execPath(),
  ...["run", "-q", "--no-prompt", "--allow-all", `--config=${root}deno.json`, `${root}pipeline/${script}.ts`],
  ...args,
];

/** Runs a command in a folder whose `data` is a disk of its own, and lists what is left on that disk. */
async function runOnDisk(folder: string, disk: string, command: string[]) {
  await Deno.mkdir(`${folder}/data`);
  await Deno.copyFile(`${root}params.yaml`, `${folder}/params.yaml`);
  // The mount is the namespace's own and goes away with it; without root's rights a user namespace gives them.
  const { stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      Deno.uid() === 0 ? "-m" : "-Urm",
      ...[
        "sh",
        "-c",
        `mount -t tmpfs -o ${disk} tmpfs data && "$@"; echo "exit $?"; ls -A data data/raw`,
        "sh",
      ],
      ...command,
    ],
    cwd: folder,
    stderr: "piped",
    stdout: "piped",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { lines: decode(stdout).split("\n").filter(Boolean), stderr: decode(stderr) };
}

Deno.test("a full disk ends ingest with one clear line and leaves nothing half-written", async () => {
  await using folder = await tempFolder();
  const command = task("ingest", "--source", "simulate:?rows=50000&seed=1");
  const { lines, stderr } = await runOnDisk(folder.path, "size=1m", command);
  match(stderr, /^error\[OUTPUT_DISK_FULL\]: cannot write data\/raw\/readings\.csv: the disk is full$/m);
  deepEqual(lines, ["exit 1", "data:", "raw", "data/raw:"]);
});

Deno.test("a full disk ends a simulation into SQLite the same way", async () => {
  await using folder = await tempFolder();
  const command = task("simulate", "--rows", "50000", "--to", "sqlite:data/raw/plant.db");
  const { lines, stderr } = await runOnDisk(folder.path, "size=1m", command);
  match(stderr, /^error\[OUTPUT_DISK_FULL\]: cannot write .*plant\.db: the disk is full$/m);
  deepEqual(lines, ["exit 1", "data:", "raw", "data/raw:"]);
});

Deno.test("a disk that may only be read is said to be so", async () => {
  await using folder = await tempFolder();
  const { lines, stderr } = await runOnDisk(folder.path, "ro", task("ingest"));
  match(stderr, /^error\[OUTPUT_UNWRITABLE\]: cannot write data\/raw\/readings\.csv: .*read-only$/m);
  equal(lines[0], "exit 1");
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  for (const name of ["ingest", "simulate"]) {
    Deno.test(`${name} stopped by ${signal} half way leaves nothing half-written`, async () => {
      await using folder = await tempFolder();
      await Deno.copyFile(`${root}params.yaml`, folder.file("params.yaml"));
      const args = name === "ingest"
        ? ["--source", "simulate:?rows=100000000"]
        : ["--rows", "100000000", "--to", "csv:data/raw/readings.csv"];
      const [command, ...rest] = task(name, ...args);
      const child = new Deno.Command(command, { args: rest, cwd: folder.path, stderr: "piped" }).spawn();
      const files = () => [...Deno.readDirSync(folder.file("data/raw"))].map((entry) => entry.name);
      await until(() =>
        files().some((file) => Deno.statSync(folder.file(`data/raw/${file}`)).size > 100_000)
      );
      child.kill(signal);
      const { code: actual, stderr } = await child.output();
      equal(actual, code);
      match(new TextDecoder().decode(stderr), /error\[INTERRUPTED\]/);
      deepEqual(files(), []);
    });
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      if (holds()) return;
    } catch {
      // Its files are not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the task did not begin to write");
}
