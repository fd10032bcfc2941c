import type { Benchmark } from "./benchmark.ts";
import { ai4iData } from "./data/ai4i.ts";
import { ourForest, sameForests, sklearnForest } from "./forest_sides.ts";

/** A forest of the default size on data of the default size. */
export const trainAi4i: Benchmark = {
  name: "train-ai4i",
  title: "Train 100 trees on AI4I after the default recipe",
  about: "Training rows after the default recipe (fences, SMOTE-NC), nine features, rounded to float32 for " +
    "all sides. The time is that of fitting alone, in a fresh process after one fit that is not counted, both sides alike: ours includes binning. " +
    "Each process is pinned to one core.",
  runs: 7,
  async prepare(context) {
    const { folder, source } = await ai4iData(context);
    const work = { data: folder, trees: context.tiny ? 10 : 100, threads: 1 };
    return [{
      name: `${work.trees} trees, ${source}, one thread`,
      time: "work",
      sides: [ourForest(context, work), sklearnForest(context, work)],
      reach: [{ kind: "faster", than: "scikit-learn", atLeast: 5 }],
      check: sameForests(["scikit-learn"], context.tiny),
    }];
  },
};
