import type { Check, Comparison, FactColumn, Facts, Reach, ReachResult, Side } from "./benchmark.ts";
import type { Run } from "./measure_side.ts";
import { factText, memoryText, ratioText } from "./number_text.ts";

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
  columns?: FactColumn[];
  remarks?: string[];
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

/** Facts over several runs: the median of each number, the last of each text. */
export function medianFacts(runs: readonly Facts[]): Facts {
  const last = runs[runs.length - 1];
  return Object.fromEntries(
    Object.entries(last).map(([name, value]) => [
      name,
      typeof value === "number" ? spread(runs.map((facts) => Number(facts[name]))).median : value,
    ]),
  );
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
  { name, time, reach, columns, remarks }: Comparison,
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
    reach: reach.map((asked) => judge(asked, sides)),
    checks: [...checks],
    ...(columns ? { columns: [...columns] } : {}),
    ...(remarks ? { remarks: [...remarks] } : {}),
  };
}

function judge(reach: Reach, sides: readonly SideResult[]): ReachResult {
  const sideOf = (name: string) => sides.find((side) => side.name === name)!;
  const named = "side" in reach ? reach.side : undefined;
  const ours = named === undefined ? sides[0] : sideOf(named);
  const whose = named === undefined ? "" : `${named}: `;
  switch (reach.kind) {
    case "faster": {
      const measured = sideOf(reach.than).seconds.median / ours.seconds.median;
      return {
        asked: `${whose}≥ ${reach.atLeast}× ${reach.than}`,
        measured,
        found: `${ratioText(measured)}×`,
        reached: measured >= reach.atLeast,
      };
    }
    case "fact": {
      const { what, fact, unit, atLeast, atMost, below } = reach;
      const measured = Number(ours.facts[fact]);
      const limit = atLeast ?? atMost ?? below!;
      const sign = atLeast !== undefined ? "≥ " : atMost === undefined ? "< " : limit === 0 ? "" : "≤ ";
      return {
        asked: `${whose}${what} ${sign}${factText(limit, unit)}`,
        measured,
        found: factText(measured, unit),
        reached: atLeast !== undefined
          ? measured >= limit
          : atMost !== undefined
          ? measured <= limit
          : measured < limit,
      };
    }
    case "memory": {
      const limit = typeof reach.below === "number" ? reach.below : sideOf(reach.below).peak_rss_mb.median;
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
