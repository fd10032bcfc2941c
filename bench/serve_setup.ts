import { join } from "node:path";
import { pythonEnv } from "../pipeline/python_env.ts";
import { makeKey } from "../server/keys.ts";
import { copyProject, runTask } from "../tests/support/run_task.ts";
import type { Side } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";
import { writeReadingBodies } from "./data/reading_bodies.ts";
import type { ServerSpec } from "./load/measured_server.ts";
import { ourProgram } from "./programs.ts";
import { firstRun } from "./train_task.ts";

/** What every benchmark of the server begins with. */
export interface ServeSetup {
  /** A copy of the project with a model in `models/current`. */
  project: string;
  /** Holds `readings.ndjson` and `tensors.ndjson`. */
  bodies: string;
  /** The compiled binary; undefined where it cannot be compiled, and why. */
  binary: string | undefined;
  /** For the table, where there is no binary. */
  remarks: string[];
  /** The server from the source as the task runs it, the compiled binary, and the source without a task around it. */
  ours: (how: "task" | "binary" | "source", env?: Readonly<Record<string, string>>) => ServerSpec;
  /** Key, validation and rate limit are on, as in a plant. */
  key: string;
}

/** Trains a model in a copy of the project and, where asked, compiles the binary. */
export async function setUpServing(context: BenchContext, wanted: { binary: boolean }): Promise<ServeSetup> {
  const project = await copyProject();
  context.after(async () => await project[Symbol.asyncDispose]());
  await train(project.path, context.tiny, 42);
  const rows = context.tiny ? 500 : 20_000;
  const bodies = await context.data(`reading-bodies-${rows}`, (folder) => writeReadingBodies(folder, rows));

  const remarks: string[] = [];
  let binary: string | undefined;
  if (wanted.binary) {
    const { code, stderr } = await runTask(["compile"], { cwd: project.path });
    if (code === 0) binary = project.file("dist/faultline");
    else {
      remarks.push(`The binary is not measured: ${stderr.trim().split("\n").slice(-2).join(" ")}`);
      context.say(remarks[0]);
    }
  }

  const { key, entry } = makeKey(
    "bench",
    ["read", "predict", "admin"],
    crypto.getRandomValues(new Uint8Array(32)),
  );
  const commands = {
    task: [Deno.execPath(), "task", "-q", "serve"],
    source: [Deno.execPath(), "run", "-q", "--no-prompt", "-P=serve", "server/main.ts", "serve"],
    binary: [binary ?? "", "serve"],
  };
  return {
    project: project.path,
    bodies,
    binary,
    remarks,
    key,
    ours: (how, env = {}) => ({
      command: commands[how],
      // The binary runs with no file beside it.
      cwd: how === "binary" ? "{scratch}" : project.path,
      env: {
        PORT: "{port}",
        HOST: "127.0.0.1",
        DATA_DIR: "{scratch}",
        API_KEYS: entry,
        RATE_LIMIT: "1000000000",
        NO_COLOR: "1",
        ...env,
      },
      ready: "/readyz",
      headers: { "Authorization": `Bearer ${key}`, "Content-Type": "application/json" },
      path: "/v1/predict",
      bodies: join(bodies, "readings.ndjson"),
    }),
  };
}

/** Trains `models/current` of a copy of the project as a user would, without the honesty table. */
export async function train(project: string, tiny: boolean, seed: number): Promise<void> {
  const source = `simulate:?rows=${tiny ? 600 : 10_000}&seed=${seed}`;
  const sets = [
    "compare.max_rows=0",
    ...(tiny ? ["train.trees=10", "evaluation.bootstrap_samples=100"] : []),
  ];
  const task = ["task", "-q", "train", "--source", source, ...sets.flatMap((set) => ["--set", set])];
  await firstRun([Deno.execPath(), ...task], project);
}

/** A side that loads a server through a program of `bench/ours/`. */
export function serveSide(
  context: BenchContext,
  side: {
    name: string;
    server: ServerSpec;
    program: string;
    set: Readonly<Record<string, string | number>>;
    settings: Side["settings"];
    runs?: number;
  },
): Side {
  const { name, server, program, set, settings, runs } = side;
  return ourProgram(context, {
    name,
    // The server and its load share the machine.
    threads: navigator.hardwareConcurrency,
    program,
    args: [
      ...["--server", JSON.stringify(server)],
      ...Object.entries(set).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
    ],
    settings,
    runs,
  });
}

/** The Python environment of MLServer, whose pins the other peers cannot share. */
export async function mlserverPython(root: string): Promise<string> {
  const { python } = await pythonEnv({
    requirements: join(root, "bench/requirements_mlserver.txt"),
    cost: "MLServer, a peer of deno task bench serve; about 650 MB",
  });
  return python;
}
