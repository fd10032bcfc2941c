import type { Benchmark } from "./benchmark.ts";
import { simulatedMatrix } from "./data/simulated_matrix.ts";
import { ourForest } from "./forest_sides.ts";

/** Why `train.engine: ml-random-forest` is not the default. */
export const engines: Benchmark = {
  name: "engines",
  title: "The other engine: train.engine ml-random-forest",
  about:
    "7,000 simulated readings, nine features, 20 trees, one core. The package draws its features once a tree, " +
    "not once a split, so its trees differ from ours; both are judged on the same held-out rows.",
  runs: 3,
  async prepare(context) {
    const rows = context.tiny ? 300 : 7_000;
    const data = await context.data(`simulated-${rows}`, (folder) => simulatedMatrix(folder, rows));
    const work = { data, trees: context.tiny ? 3 : 20, threads: 1 };
    return [{
      name: `${work.trees} trees, ${rows.toLocaleString("en-US")} rows`,
      time: "work",
      sides: [ourForest(context, work), ourForest(context, work, "ml-random-forest")],
      reach: [],
      check: (facts) => {
        const [ours, theirs] = [...facts.values()].map((found) => Number(found.average_precision));
        return [{
          what: "held-out average precision not below ml-random-forest's by more than 0.05",
          holds: context.tiny || ours >= theirs - 0.05,
          found: `${ours.toFixed(3)} and ${theirs.toFixed(3)}`,
        }];
      },
    }];
  },
};
