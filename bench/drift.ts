import { join } from "node:path";
import { pythonEnv } from "../pipeline/python_env.ts";
import type { Benchmark, Check, Comparison, Facts, Reach } from "./benchmark.ts";
import type { BenchContext } from "./context.ts";
import { driftFiles } from "./data/drift_files.ts";
import { ourProgram, peerProgram } from "./programs.ts";

const settings = {
  faultline: { tests: "Evidently's choice by size and kind", threads: "one, and the runtime's" },
  evidently: {
    tests: "DataDriftPreset, its defaults",
    read: "pyarrow and pandas: an Arrow stream, or read_csv",
    pandas: "2",
  },
};

/** Two files to a drift report. */
export const drift: Benchmark = {
  name: "drift",
  title: "Data drift report of two files, 6 columns",
  about:
    "Two files of simulated readings (type and five sensors), the second with torque off by 1.5 Nm, to the report: kinds, " +
    "test by test, verdict. Reading the files is part of the work on both sides; start and imports where it says so. " +
    "Both decide by the same tests, and their values are compared.",
  runs: 5,
  async prepare(context) {
    const { python } = await pythonEnv({
      requirements: join(context.root, "bench/requirements_evidently.txt"),
      cost: "Evidently for deno task bench drift; about 700 MB",
    });
    const peer = { ...context, python };
    const large = context.tiny ? 2_000 : 500_000, small = context.tiny ? 1_500 : 5_000;
    const largeFiles = await context.data(
      `drift-${large}`,
      (folder) => Promise.resolve(driftFiles(folder, large)),
    );
    const smallFiles = await context.data(
      `drift-${small}`,
      (folder) => Promise.resolve(driftFiles(folder, small)),
    );
    const pages = await context.scratch();
    const count = (rows: number) => rows.toLocaleString("en-US");
    const compare = (options: Omit<CompareOptions, "context" | "peer">) =>
      comparison({ context, peer, ...options });
    const faster = (atLeast: number): Reach => ({ kind: "faster", than: "Evidently", atLeast });
    return [
      compare({
        name: `${count(large)} against ${count(large)} rows, Arrow`,
        files: ["reference.arrow", "current.arrow"].map((name) => join(largeFiles, name)),
        time: "work",
        reach: [faster(10), { kind: "memory", below: "Evidently" }],
      }),
      compare({
        name: `${count(large)} against ${count(large)} rows, CSV`,
        files: ["reference.csv", "current.csv"].map((name) => join(largeFiles, name)),
        time: "work",
        reach: [faster(3), { kind: "memory", below: "Evidently" }],
      }),
      ...(["work", "process"] as const).map((time) =>
        compare({
          name: `${count(small)} against ${count(small)} rows, Arrow, ` +
            (time === "work" ? "imports not counted" : "the whole process"),
          files: ["reference.arrow", "current.arrow"].map((name) => join(smallFiles, name)),
          time,
          reach: [faster(10)],
        })
      ),
      compare({
        name: `${count(small)} against ${count(small)} rows, with the page`,
        files: ["reference.arrow", "current.arrow"].map((name) => join(smallFiles, name)),
        time: "work",
        page: pages,
        reach: [{ kind: "fact", what: "the page", fact: "html_kb", unit: "", atMost: 300 }],
      }),
    ];
  },
};

interface CompareOptions {
  context: BenchContext;
  /** The context with Evidently's Python. */
  peer: BenchContext;
  name: string;
  files: readonly string[];
  time: "work" | "process";
  /** Where pages go, if any are wanted. */
  page?: string;
  reach: readonly Reach[];
}

function comparison({ context, peer, name, files, time, page, reach }: CompareOptions): Comparison {
  return {
    name,
    time,
    sides: [
      ourProgram(context, {
        name: "faultline",
        threads: 2,
        program: "drift.ts",
        args: [...files, ...(page === undefined ? [] : ["--html", join(page, "faultline.html")])],
        settings: settings.faultline,
      }),
      peerProgram(peer, {
        name: "Evidently",
        threads: 2,
        program: "evidently_drift.py",
        args: [...files, ...(page === undefined ? [] : [join(page, "evidently.html")])],
        settings: settings.evidently,
      }),
    ],
    reach,
    check: (facts) => sameValues(facts),
  };
}

/** Every column's value is the same on both sides, to a millionth of it. */
function sameValues(facts: ReadonlyMap<string, Facts>): Check[] {
  const [ours, theirs] = ["faultline", "Evidently"].map((side) =>
    JSON.parse(String(facts.get(side)!.values)) as Record<string, number>
  );
  const names = Object.keys(theirs);
  const worst = Math.max(
    ...names.map((name) => Math.abs(ours[name] - theirs[name]) / Math.abs(theirs[name] || 1)),
  );
  return [{
    what: "the same value of the same test for every column, to 1e-6 of it",
    holds: names.length === Object.keys(ours).length && worst <= 1e-6,
    found: `${names.length} columns, greatest difference ${worst.toExponential(1)}`,
  }];
}
