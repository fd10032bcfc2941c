import { join } from "node:path";
import { copyProject } from "../tests/support/run_task.ts";
import type { Benchmark, Check } from "./benchmark.ts";
import { ai4iData } from "./data/ai4i.ts";
import { peerProgram } from "./programs.ts";

/** The main job, as a person runs it. */
export const trainTask: Benchmark = {
  name: "train-task",
  title: "deno task train, the whole process",
  about:
    "From a CSV file to a saved, evaluated model: start of the process, imports and all, both cores for each. " +
    "The peer is the recipe as it is usually written down (power, IQR outlier removal, label encoding, SMOTE 1:1, " +
    "split, 100 trees, four scores) in pandas, scikit-learn and imbalanced-learn. Ours does not do the same work but " +
    "more: it checks and hashes the readings, cross-validates in five folds, chooses threshold and calibration, draws " +
    "bootstrap intervals, plots and a model card, and, where the honesty table is asked for, grows 13 forests more for it. Deno has the code compiled in its " +
    "cache, as Python has its own.",
  runs: 7,
  async prepare(context) {
    const { folder, source } = await ai4iData(context);
    const readings = join(folder, "readings.csv");
    const project = await copyProject();
    context.after(async () => await project[Symbol.asyncDispose]());
    const theirs = await context.scratch();
    const trees = context.tiny
      ? ["--set", "train.trees=10", "--set", "evaluation.bootstrap_samples=100"]
      : [];
    const task = [Deno.execPath(), "task", "-q", "train", "--source", `csv:${readings}`, ...trees];
    await firstRun(task, project.path);
    const withTable = { name: `${source}, with the honesty table`, extra: [] };
    const without = { name: `${source}, without it`, extra: ["--set", "compare.max_rows=0"] };
    return [without, withTable].map(({ name, extra }) => ({
      name,
      time: "process" as const,
      sides: [
        {
          name: "faultline",
          threads: 2,
          cwd: project.path,
          command: [...task, ...extra],
          settings: {
            command: ["deno task train --source csv:…", ...extra].join(" "),
            params: "params.yaml",
            workers: 2,
          },
        },
        peerProgram(context, {
          name: "documented recipe",
          threads: 2,
          program: "documented_recipe.py",
          args: [readings, theirs],
          settings: { n_estimators: 100, n_jobs: -1, others: "defaults" },
        }),
      ],
      reach: [{ kind: "faster" as const, than: "documented recipe", atLeast: 1 }],
      check: async (): Promise<Check[]> => [
        await wrote(
          "ours: model, metrics, report, card",
          [
            "models/current/model.safetensors",
            "models/current/metrics.json",
            "reports/metrics_report.txt",
            "reports/model_card.html",
          ].map((path) => project.file(path)),
        ),
        await wrote(
          "theirs: model, report",
          ["model.pkl", "metrics_report.txt"].map((name) => join(theirs, name)),
        ),
      ],
    }));
  },
};

/** Lets Deno compile the copied project's code. */
export async function firstRun(task: readonly string[], cwd: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(task[0], { args: task.slice(1), cwd, stdin: "null" })
    .output();
  if (code !== 0) throw new Error(`${task.join(" ")} failed:\n${new TextDecoder().decode(stderr)}`);
}

/** Whether files are there that hold something. */
export async function wrote(what: string, paths: readonly string[]): Promise<Check> {
  const sizes = await Promise.all(paths.map((path) => Deno.stat(path).then(({ size }) => size, () => 0)));
  return { what, holds: sizes.every((size) => size > 0), found: `${sizes.join(", ")} bytes` };
}
