import { join } from "node:path";
import { copyProject } from "../tests/support/run_task.ts";
import type { Benchmark, Comparison } from "./benchmark.ts";
import { ourProgram } from "./programs.ts";
import { firstRun } from "./train_task.ts";

/** What the steps that read every row hold in memory, at a size and at ten times it. */
export const flat: Benchmark = {
  name: "flat",
  title: "Memory of ingest, transform and predict, 1,000,000 and 10,000,000 rows",
  about:
    "Simulated readings (15 columns) into readings.csv, that file into train and test files, and the same file scored " +
    "with a model of 100 trees. What is asked is the peak memory, which must not depend on the number of rows. The time " +
    "is of the work without start and imports.",
  runs: 1,
  async prepare(context) {
    const sizes = context.tiny ? [2_000, 6_000] : [1_000_000, 10_000_000];
    const project = await copyProject();
    context.after(async () => await project[Symbol.asyncDispose]());
    await firstRun(
      [Deno.execPath(), "task", "-q", "train", "--source", "simulate:?rows=10000&seed=1"],
      project.path,
    );
    const folder = await context.scratch();
    const step = (rows: number, name: string, args: readonly string[]): Comparison => ({
      name: `${name}, ${rows.toLocaleString("en-US")} rows`,
      time: "work",
      sides: [
        ourProgram(context, {
          name: "faultline",
          threads: 2,
          program: `${name}.ts`,
          args,
          settings: { rows },
        }),
      ],
      reach: [{ kind: "memory", below: 300 }],
      check: (facts) => {
        const found = facts.get("faultline")!.rows;
        return [{ what: "every row came out", holds: found === rows, found: `${found} of ${rows}` }];
      },
    });
    // A step reads what the one before it wrote.
    return sizes.flatMap((rows) => {
      const raw = join(folder, `raw-${rows}`);
      return [
        step(rows, "ingest", ["--source", `simulate:?rows=${rows}&seed=1`, "--output", raw]),
        step(rows, "transform", ["--raw", raw, "--output", join(folder, `prepared-${rows}`)]),
        step(rows, "predict", [
          ...["--model", project.file("models/current"), "--input", join(raw, "readings.csv")],
          ...["--output", join(folder, `scored-${rows}.csv`)],
        ]),
      ];
    });
  },
};
