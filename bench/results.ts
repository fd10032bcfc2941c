import type { Check, Comparison, Facts, Reach, ReachResult, Side } from "./benchmark.ts";
import type { Run } from "./measure_side.ts";
import { memoryText, ratioText } from "./number_text.ts";

/** Of several runs. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** One side's settings, runs and what they come to. */
export interface SideResult extends Pick<Side, "name" | "threads" | "settings"> {
  runs: Run[];
  /** Seconds of what is compared: the work, or the whole process. */
  seconds: Spread;
  process_seconds: Spread;
  peak_rss_mb: Spread;
  facts: Facts;
}

/** What comparing some sides came to. */
export interface ComparisonResult {
  name: string;
  time: Comparison["time"];
  sides: SideResult[];
  /** Every other side's median time over ours: above 1, ours is the faster. */
  ratios: Record<string, number>;
  reach: ReachResult[];
  checks: Check[];
}

/** A file of `bench/results/`. */
export interface BenchResult {
  benchmark: string;
  title: string;
  about: string;
  tiny: boolean;
  measured_at: string;
  machine: Readonly<Record<string, string | number>>;
  versions: Readonly<Record<string, string>>;
  /** Whether every check of every comparison holds. */
  same_work: boolean;
  comparisons: ComparisonResult[];
  /** Figures over all comparisons, and those asked for among them. */
  facts: Facts;
  reach: ReachResult[];
}

/** Median (the mean of the two middle ones where there is none), least and greatest. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}

/** Puts the runs of one side together. */
export function sideResult(side: Side, runs: Run[], facts: Facts, time: Comparison["time"]): SideResult {
  return {
    name: side.name,
    threads: side.threads,
    settings: side.settings,
    runs,
    seconds: spread(runs.map((run) => time === "work" ? run.seconds ?? NaN : run.process_seconds)),
    process_seconds: spread(runs.map((run) => run.process_seconds)),
    peak_rss_mb: spread(runs.map((run) => run.peak_rss_mb)),
    facts,
  };
}

/** Judges a comparison of measured sides. */
export function comparisonResult(
  { name, time, reach }: Comparison,
  sides: SideResult[],
  checks: readonly Check[],
): ComparisonResult {
  const [ours, ...others] = sides;
  const ratios = Object.fromEntries(
    others.map((other) => [other.name, other.seconds.median / ours.seconds.median]),
  );
  return {
    name,
    time,
    sides,
    ratios,
    reach: reach.map((asked) => judge(asked, sides, ratios)),
    checks: [...checks],
  };
}

function judge(reach: Reach, sides: readonly SideResult[], ratios: Record<string, number>): ReachResult {
  const ours = sides[0];
  switch (reach.kind) {
    case "faster": {
      const measured = ratios[reach.than];
      return {
        asked: `≥ ${reach.atLeast}× ${reach.than}`,
        measured,
        found: `${ratioText(measured)}×`,
        reached: measured >= reach.atLeast,
      };
    }
    case "memory": {
      const limit = typeof reach.below === "number"
        ? reach.below
        : sides.find(({ name }) => name === reach.below)!.peak_rss_mb.median;
      const measured = ours.peak_rss_mb.max;
      return {
        asked: `peak RSS < ${typeof reach.below === "number" ? memoryText(reach.below) : `${reach.below}'s`}`,
        measured,
        found: typeof reach.below === "number"
          ? memoryText(measured)
          : `${memoryText(measured)} against ${memoryText(limit)}`,
        reached: measured < limit,
      };
    }
    case "finishes":
      return { asked: "finishes", measured: 1, found: "finished", reached: true };
  }
}
