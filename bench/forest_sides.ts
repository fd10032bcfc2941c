import type { Check, Comparison, Facts, Side } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** What every forest of a comparison is grown on. */
export interface ForestWork {
  /** A folder with the matrices `train` and `test`. */
  data: string;
  trees: number;
  threads: number;
}

const ourSettings = {
  max_features: "sqrt (3 of 9)",
  max_depth: null,
  min_samples_leaf: 1,
  bootstrap: "as many rows as there are, with replacement",
  max_bins: 65536,
};

/** Our forest, as `train` grows it. */
export function ourForest(
  context: BenchContext,
  { data, trees, threads }: ForestWork,
  engine: "faultline" | "ml-random-forest" = "faultline",
): Side {
  return ourProgram(context, {
    name: engine,
    threads,
    program: "train_forest.ts",
    args: ["--data", data, "--trees", `${trees}`, "--workers", `${threads}`, "--engine", engine],
    settings: engine === "faultline"
      ? { trees, workers: threads, ...ourSettings }
      : { trees, maxFeatures: "3 of 9, drawn once a tree", useSampleBagging: true, minNumSamples: 1 },
  });
}

/** scikit-learn's forest with its defaults, which ours shares. */
export function sklearnForest(
  context: BenchContext,
  { data, trees, threads }: ForestWork,
): Side {
  return peerProgram(context, {
    name: "scikit-learn",
    threads,
    program: "sklearn_forest.py",
    args: [data, `${trees}`, `${threads}`],
    settings: { n_estimators: trees, n_jobs: threads, others: "defaults: sqrt, no depth limit, bootstrap" },
  });
}

/** LightGBM in its random forest mode, as near to ours as it can be set. */
export function lightgbmForest(context: BenchContext, { data, trees, threads }: ForestWork): Side {
  // More leaves than any of its trees has: a larger limit takes memory and time for nothing.
  const leaves = 16384;
  return peerProgram(context, {
    name: "LightGBM",
    threads,
    program: "lightgbm_forest.py",
    args: [data, `${trees}`, `${threads}`, `${leaves}`],
    settings: {
      boosting: "rf",
      num_boost_round: trees,
      num_threads: threads,
      bagging: "0.632 of the rows, without replacement",
      feature_fraction_bynode: "3 of 9",
      num_leaves: leaves,
      min_data_in_leaf: 1,
      min_sum_hessian_in_leaf: 0,
      max_bin: "255 (default)",
    },
  });
}

/** YDF's random forest with exact splits. */
export function ydfForest(context: BenchContext, { data, trees, threads }: ForestWork): Side {
  return peerProgram(context, {
    name: "YDF",
    threads,
    program: "ydf_forest.py",
    args: [data, `${trees}`, `${threads}`],
    settings: {
      num_trees: trees,
      num_threads: threads,
      num_candidate_attributes: 3,
      max_depth: -1,
      min_examples: 1,
      winner_take_all: false,
      compute_oob_performances: false,
      data_set: "made before the time begins",
    },
  });
}

/**
 * Forests did the same work when their trees are of one size and they rank held-out rows alike: node counts within
 * a twentieth (of the sides named), average precision within 0.03 or ours the better; at a tiny size both vary more.
 */
export function sameForests(sameSize: readonly string[], tiny = false): Comparison["check"] {
  return (facts: ReadonlyMap<string, Facts>): Check[] => {
    const [[, ours], ...others] = [...facts];
    const [apart, noise] = tiny ? [0.4, 0.3] : [0.05, 0.03];
    return others.flatMap(([name, theirs]) => [
      ...(sameSize.includes(name)
        ? [{
          what: `nodes a tree within ${100 * apart} % of ${name}'s`,
          holds: Math.abs(Number(ours.nodes_per_tree) / Number(theirs.nodes_per_tree) - 1) <= apart,
          found: `${Number(ours.nodes_per_tree).toFixed(1)} and ${Number(theirs.nodes_per_tree).toFixed(1)}`,
        }]
        : []),
      {
        what: `held-out average precision not more than ${noise} below ${name}'s`,
        holds: Number(ours.average_precision) >= Number(theirs.average_precision) - noise,
        found: `${Number(ours.average_precision).toFixed(3)} and ${
          Number(theirs.average_precision).toFixed(3)
        }`,
      },
    ]);
  };
}
