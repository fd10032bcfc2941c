import type { Benchmark } from "./benchmark.ts";
import { simulatedMatrix } from "./data/simulated_matrix.ts";
import { ourForest, sameForests, sklearnForest } from "./forest_sides.ts";

/** A forest on as many rows as a plant gathers in years. */
export const train3m: Benchmark = {
  name: "train-3m",
  title: "Train 50 trees on 3,000,000 × 9",
  about:
    "Nine features of 3,000,000 simulated readings, rounded to float32 for all sides, both cores for each. The " +
    "time is that of fitting alone, in a fresh process; memory is the whole process's, with the rows in it. " +
    "scikit-learn, which takes minutes, runs once.",
  runs: 3,
  async prepare(context) {
    const rows = context.tiny ? 5_000 : 3_000_000;
    const data = await context.data(`simulated-${rows}`, (folder) => simulatedMatrix(folder, rows));
    const trees = context.tiny ? 5 : 50;
    const work = { data, trees, threads: 2 };
    return [{
      name: `${trees} trees, two threads`,
      time: "work",
      sides: [ourForest(context, work), { ...sklearnForest(context, work), runs: 1 }],
      reach: [
        { kind: "faster", than: "scikit-learn", atLeast: 8 },
        { kind: "memory", below: "scikit-learn" },
      ],
      check: sameForests(["scikit-learn"], context.tiny),
    }];
  },
};
