import type { Benchmark, Check, Facts } from "./benchmark.ts";
import { shuffledMatrix } from "./data/shuffled_matrix.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** Scoring rows with a forest that stands. */
export const score: Benchmark = {
  name: "score",
  title: "Score rows with 100 trees",
  about:
    "Forests of 100 trees grown on the same simulated readings, of about 160 and about 550 nodes a tree, score other " +
    "readings: nine features, every row distinct, in random order. A run is a process of its own that loads or grows " +
    "its forest, makes its tables, scores twice without a clock, and then reports the median time of a call over at " +
    "least seven; a single row is the mean of calls with 2,000 different rows (20 for scikit-learn). Rows lie ready " +
    "in the form that each side wants: columns of float64 for ours, rows of float32 for the peers. onnxruntime runs " +
    "what skl2onnx makes of scikit-learn's forest, one call from Python a time. Each process is pinned to one core.",
  runs: 5,
  async prepare(context) {
    const sizes = context.tiny
      ? [{ nodes: "small", train: 300, atLeast: 0 }]
      : [{ nodes: "160", train: 8_000, atLeast: 3 }, { nodes: "550", train: 39_000, atLeast: 2 }];
    const trees = context.tiny ? "5" : "100";
    const comparisons = [];
    for (const { nodes, train, atLeast } of sizes) {
      const data = await context.data(
        `shuffled-${train}`,
        (folder) => shuffledMatrix(folder, train, context.tiny ? 500 : 100_000),
      );
      for (const rows of context.tiny ? [1, 500] : [1, 3_000, 100_000]) {
        const settings = { trees, threads: 1 };
        comparisons.push({
          name: `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}, ${nodes} nodes a tree`,
          time: "work" as const,
          sides: [
            ourProgram(context, {
              name: "faultline",
              threads: 1,
              program: "score_rows.ts",
              args: ["--data", data, "--trees", trees, "--rows", `${rows}`],
              settings,
            }),
            ...["scikit-learn", "onnxruntime"].map((name) =>
              peerProgram(context, {
                name,
                threads: 1,
                program: "score_rows.py",
                args: [data, trees, `${rows}`, name],
                settings,
              })
            ),
          ],
          reach: atLeast === 0 ? [] : ["scikit-learn", "onnxruntime"].map((than) => ({
            kind: "faster" as const,
            than,
            atLeast,
          })),
          check: (facts: ReadonlyMap<string, Facts>) => sameScores(facts, context.tiny),
        });
      }
    }
    return comparisons;
  },
};

/** All sides scored with trees of one size, and rank all of the 100,000 rows alike. */
function sameScores(facts: ReadonlyMap<string, Facts>, tiny: boolean): Check[] {
  const [[, ours], ...others] = [...facts];
  const [apart, noise] = tiny ? [0.4, 0.3] : [0.05, 0.03];
  return others.flatMap(([name, theirs]) => [
    {
      what: `nodes a tree within ${100 * apart} % of ${name}'s`,
      holds: Math.abs(Number(ours.nodes_per_tree) / Number(theirs.nodes_per_tree) - 1) <= apart,
      found: `${Number(ours.nodes_per_tree).toFixed(1)} and ${Number(theirs.nodes_per_tree).toFixed(1)}`,
    },
    {
      what: `average precision within ${noise} of ${name}'s`,
      holds: Math.abs(Number(ours.average_precision) - Number(theirs.average_precision)) <= noise,
      found: `${Number(ours.average_precision).toFixed(3)} and ${
        Number(theirs.average_precision).toFixed(3)
      }`,
    },
  ]);
}
