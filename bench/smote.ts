import type { Benchmark, Check, Facts } from "./benchmark.ts";
import { minorityMatrix } from "./data/minority.ts";
import { ourProgram, peerProgram } from "./programs.ts";

/** Synthetic failures. */
export const smoteBenchmark: Benchmark = {
  name: "smote",
  title: "SMOTE and SMOTE-NC, 20,000 minority rows",
  about:
    "20,000 simulated failures among 40,000 ordinary readings; 20,000 synthetic ones are made of five neighbours " +
    "and appended. SMOTE has nine features; SMOTE-NC has the five sensors and the type as a category. Ours scales " +
    "the sensors before it looks for neighbours, imbalanced-learn does not. One core; one run before that is not counted.",
  runs: 7,
  async prepare(context) {
    const minority = context.tiny ? 300 : 20_000;
    const data = await context.data(`minority-${minority}`, (folder) => minorityMatrix(folder, minority));
    const settings = { k_neighbors: 5, made: minority };
    return (["smote", "smote-nc"] as const).map((method) => ({
      name: method === "smote" ? "SMOTE" : "SMOTE-NC",
      time: "work" as const,
      sides: [
        ourProgram(context, {
          name: "faultline",
          threads: 1,
          program: "smote.ts",
          args: ["--data", data, "--method", method],
          settings,
        }),
        peerProgram(context, {
          name: "imbalanced-learn",
          threads: 1,
          program: "imblearn_smote.py",
          args: [data, method],
          settings,
        }),
      ],
      reach: [{ kind: "faster" as const, than: "imbalanced-learn", atLeast: 1 }],
      check: (facts: ReadonlyMap<string, Facts>) => sameRows(facts, minority),
    }));
  },
};

function sameRows(facts: ReadonlyMap<string, Facts>, minority: number): Check[] {
  const [ours, theirs] = [...facts.values()];
  const means = Object.keys(ours).filter((name) => name.startsWith("mean_"));
  const worst = Math.max(
    ...means.slice(1).map((name) => Math.abs(Number(ours[name]) / Number(theirs[name]) - 1)),
  );
  return [
    {
      what: "rows out: all that went in, and as many synthetic failures as there were failures",
      holds: ours.rows === 4 * minority && theirs.rows === ours.rows,
      found: `${ours.rows} and ${theirs.rows}`,
    },
    {
      what: "no synthetic value outside the failures' range",
      holds: ours.outside === 0 && theirs.outside === 0,
      found: `${ours.outside} and ${theirs.outside} columns`,
    },
    {
      what: "means of the synthetic rows' columns within 5 % of one another",
      holds: worst <= 0.05,
      found: `at most ${(100 * worst).toFixed(2)} % apart`,
    },
  ];
}
