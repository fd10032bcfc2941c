import type { BenchContext } from "./context.ts";

/** What one run of a side found, beside its time: figures that show which work was done. */
export type Facts = Readonly<Record<string, number | string>>;

/** One of the programs that do the same work; every run is a fresh process. */
export interface Side {
  /** As tables name it: `faultline`, `scikit-learn`. */
  name: string;
  /**
   * Program and arguments. A program that times itself prints one line of JSON with `seconds` and facts; one that
   * measures another process, its `peak_rss_mb` and `cpu_seconds` too.
   */
  command: readonly string[];
  /** Cores the process may use; 1 pins it to a single one, so that no helper thread adds to it. */
  threads: number;
  /** All that was chosen for it. */
  settings: Readonly<Record<string, string | number | boolean | null>>;
  /** Where it runs (default: the project). */
  cwd?: string;
  /** Fewer runs than the benchmark's, for a side that takes very long. */
  runs?: number;
}

/** What a fact counts in. */
export type Unit = "" | "/s" | "µs" | "ms" | "s" | "MB" | "×";

/** A figure that was asked for. Ours is the first side, unless `side` names another. */
export type Reach =
  /** Another side's median time is at least `atLeast` times ours. */
  | { kind: "faster"; than: string; atLeast: number; side?: string }
  /** A fact of ours is from `atLeast` on, or up to `atMost`, or below `below`. */
  | {
    kind: "fact";
    what: string;
    fact: string;
    unit: Unit;
    side?: string;
    atLeast?: number;
    atMost?: number;
    below?: number;
  }
  /** Our peak memory is below another side's, or below a number of MB. */
  | { kind: "memory"; below: string | number }
  /** It runs to its end. */
  | { kind: "finishes" };

/** A figure asked for, beside the measured one. */
export interface ReachResult {
  asked: string;
  measured: number;
  /** The measured figure with its unit. */
  found: string;
  reached: boolean;
}

/** Whether all sides did the same work, in one respect. */
export interface Check {
  what: string;
  holds: boolean;
  /** The figures it was judged by. */
  found: string;
}

/** A column of facts in a table. */
export interface FactColumn {
  title: string;
  fact: string;
  unit: Unit;
}

/** Sides measured in turns, A B A B. The first is ours. */
export interface Comparison {
  name: string;
  sides: readonly Side[];
  /** What is compared: the time a program takes for the work itself, or the whole process with start and imports. */
  time: "work" | "process";
  reach: readonly Reach[];
  /** Facts that the table shows of each side, in place of cores and time. */
  columns?: readonly FactColumn[];
  /** What could not be measured, and why. */
  remarks?: readonly string[];
  /** Facts of each side by its name: the medians of numbers over its runs, of texts the last. */
  check: (facts: ReadonlyMap<string, Facts>) => readonly Check[] | Promise<readonly Check[]>;
}

/** A benchmark: a file of this folder. */
export interface Benchmark {
  /** As on the command line, and the name of its file of results. */
  name: string;
  title: string;
  /** Data, what is timed and what is not, and what differs between the sides. */
  about: string;
  /** Runs of each side, unless the command line says otherwise. */
  runs: number;
  /** Makes the data, once, and says what is to be measured. */
  prepare: (context: BenchContext) => Promise<readonly Comparison[]>;
  /** Figures over all comparisons, from our median seconds in each. */
  conclude?: (medians: ReadonlyMap<string, number>) => { facts: Facts; reach: readonly ReachResult[] };
}
