import { join } from "node:path";
import type { Benchmark, Check, Facts } from "./benchmark.ts";
import { ai4iData } from "./data/ai4i.ts";
import { defaultParams } from "./data/default_params.ts";
import { scoredRows } from "./data/scored.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** What evaluation does over and over: cross-validation and the bootstrap. */
export const evaluate: Benchmark = {
  name: "evaluate",
  title: "Cross-validation and bootstrap of the evaluation",
  about:
    "Cross-validation: five folds of 100 trees on the training rows, the recipe (encoding, SMOTE-NC to 0.1, " +
    "engineered features) fitted inside every fold; ours fits and judges its outlier fences too. Bootstrap: 1,000 " +
    "resamples of 3,000 scored rows, ten scores each; the peer takes the decision scores from one confusion matrix " +
    "and the others from scikit-learn's functions. One core each, no warm-up.",
  runs: 5,
  async prepare(context) {
    const { folder, source } = await ai4iData(context);
    const trees = context.tiny ? "5" : "100", samples = context.tiny ? "100" : "1000";
    const { train: { max_features }, balance } = defaultParams();
    const rows = context.tiny ? 500 : 3_000;
    const scored = join(
      await context.data(`scored-${rows}`, (folder) => {
        scoredRows(join(folder, "scored.csv"), rows);
        return Promise.resolve();
      }),
      "scored.csv",
    );
    const train = join(folder, "train.csv");
    const reach = [{ kind: "faster", than: "scikit-learn", atLeast: 5 }] as const;
    return [
      {
        name: `cross-validation, ${source}`,
        time: "work",
        sides: [
          ourProgram(context, {
            name: "faultline",
            threads: 1,
            program: "cross_validate.ts",
            args: ["--readings", train, "--trees", trees],
            settings: { workers: 1, folds: 5, trees, max_features, ratio: balance.ratio },
          }),
          peerProgram(context, {
            name: "scikit-learn",
            threads: 1,
            program: "sklearn_cross_validate.py",
            args: [train, trees, `${max_features}`, `${balance.ratio}`],
            settings: {
              n_jobs: 1,
              folds: 5,
              n_estimators: trees,
              max_features,
              sampling_strategy: balance.ratio,
            },
          }),
        ],
        reach,
        check: (facts) => sameValidation(facts, context.tiny ? 0.25 : 0.04),
      },
      {
        name: "bootstrap of ten scores",
        time: "work",
        sides: [
          ourProgram(context, {
            name: "faultline",
            threads: 1,
            program: "bootstrap.ts",
            args: ["--scored", scored, "--samples", samples],
            settings: { samples },
          }),
          peerProgram(context, {
            name: "scikit-learn",
            threads: 1,
            program: "sklearn_bootstrap.py",
            args: [scored, samples],
            settings: { samples },
          }),
        ],
        reach,
        check: (facts) => sameIntervals(facts, context.tiny ? 0.15 : 0.02),
      },
    ];
  },
};

function sameValidation(facts: ReadonlyMap<string, Facts>, noise: number): Check[] {
  const [ours, theirs] = [...facts.values()];
  return [
    {
      what: "rows scored out of fold, and folds",
      holds: ours.rows === theirs.rows && ours.folds === theirs.folds,
      found: `${ours.rows} in ${ours.folds} and ${theirs.rows} in ${theirs.folds}`,
    },
    {
      what: `out-of-fold average precision within ${noise}, or ours the higher`,
      holds: Number(ours.average_precision) >= Number(theirs.average_precision) - noise,
      found: `${Number(ours.average_precision).toFixed(3)} and ${
        Number(theirs.average_precision).toFixed(3)
      }`,
    },
  ];
}

function sameIntervals(facts: ReadonlyMap<string, Facts>, noise: number): Check[] {
  const [ours, theirs] = [...facts.values()];
  const names = Object.keys(ours);
  const apart = Math.max(...names.map((name) => Math.abs(Number(ours[name]) - Number(theirs[name]))));
  return [{
    what: `both ends of all ${names.length / 2} intervals within ${noise}`,
    holds: names.length === Object.keys(theirs).length && apart <= noise,
    found: `at most ${apart.toFixed(4)} apart`,
  }];
}
