import type { Benchmark } from "./benchmark.ts";
import { continuousMatrix, simulatedMatrix } from "./data/simulated_matrix.ts";
import { lightgbmForest, ourForest, sameForests, sklearnForest, ydfForest } from "./forest_sides.ts";

/** A forest on more rows than fit a core's cache. */
export const train300k: Benchmark = {
  name: "train-300k",
  title: "Train 10 trees on 300,000 × 9",
  about:
    "Nine features of 300,000 simulated readings, rounded to float32 for all sides: once as sensors report " +
    "them (a tenth of a kelvin, whole revolutions: some hundred values a column), and once with what rounding took " +
    "away put back at random (nearly every value distinct), which also blurs the label. The time is that of fitting " +
    "alone, in a fresh process after growing a forest on the first 20,000 rows, all sides alike (two workers: two such forests); ours and LightGBM's include binning, YDF's data set is made before. " +
    "With one thread each process is pinned to one core.",
  runs: 5,
  async prepare(context) {
    const rows = context.tiny ? 3_000 : 300_000;
    const rounded = await context.data(`simulated-${rows}`, (folder) => simulatedMatrix(folder, rows));
    const continuous = await context.data(`continuous-${rows}`, (folder) => continuousMatrix(folder, rows));
    const trees = context.tiny ? 3 : 10;
    const against = (data: string) => {
      const work = { data, trees, threads: 1 };
      return [ourForest, sklearnForest, lightgbmForest, ydfForest].map((side) => side(context, work));
    };
    const faster = [
      { kind: "faster", than: "scikit-learn", atLeast: 8 },
      { kind: "faster", than: "LightGBM", atLeast: 1 },
      { kind: "faster", than: "YDF", atLeast: 1 },
    ] as const;
    const check = sameForests(["scikit-learn"], context.tiny);
    const twoAgainstOne = (data: string, trees: number) => {
      const one = { ...ourForest(context, { data, trees, threads: 1 }), name: "faultline, 1 worker" };
      return {
        time: "work",
        sides: [ourForest(context, { data, trees, threads: 2 }), one],
        reach: [{ kind: "faster", than: one.name, atLeast: 1.7 }],
        check: sameForests([one.name]),
      } as const;
    };
    return [
      {
        name: "readings as reported, one thread",
        time: "work",
        sides: against(rounded),
        reach: faster,
        check,
      },
      {
        name: "continuous readings, one thread",
        time: "work",
        sides: against(continuous),
        reach: faster,
        check,
      },
      { name: "two workers against one, readings as reported", ...twoAgainstOne(rounded, trees) },
      { name: "two workers against one, continuous readings", ...twoAgainstOne(continuous, trees) },
      { name: `two workers against one, ${10 * trees} trees`, ...twoAgainstOne(rounded, 10 * trees) },
    ];
  },
};
