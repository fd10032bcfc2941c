import { copyProject } from "../tests/support/run_task.ts";
import type { Benchmark } from "./benchmark.ts";
import { firstRun, wrote } from "./train_task.ts";

/** The main job on a hundred times the readings. */
export const train1m: Benchmark = {
  name: "train-1m",
  title: "deno task train on 1,000,000 simulated rows, 50 trees",
  about:
    "The whole process: simulating, ingest, transform, cross-validation in five folds, training, evaluation. " +
    "Both cores.",
  runs: 1,
  async prepare(context) {
    const [rows, trees] = context.tiny ? [3_000, 5] : [1_000_000, 50];
    const project = await copyProject();
    context.after(async () => await project[Symbol.asyncDispose]());
    const command = (rows: number) => [
      ...[Deno.execPath(), "task", "-q", "train", "--source", `simulate:?rows=${rows}&seed=1`],
      ...["--set", `train.trees=${trees}`],
    ];
    await firstRun(command(3_000), project.path);
    return [{
      name: `${rows.toLocaleString("en-US")} rows, ${trees} trees`,
      time: "process",
      sides: [{
        name: "faultline",
        threads: 2,
        cwd: project.path,
        command: command(rows),
        settings: { command: command(rows).slice(1).join(" "), workers: 2 },
      }],
      reach: [{ kind: "finishes" }, { kind: "memory", below: 4096 }],
      check: async () => [
        await wrote("model and metrics", [
          project.file("models/current/model.safetensors"),
          project.file("models/current/metrics.json"),
        ]),
      ],
    }];
  },
};
