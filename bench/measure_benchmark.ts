import type { Benchmark, Comparison, Facts } from "./benchmark.ts";
import { type BenchContext, createContext } from "./context.ts";
import { describeMachine, describeVersions } from "./machine.ts";
import { measureSide, type Run } from "./measure_side.ts";
import { memoryText, secondsText } from "./number_text.ts";
import {
  type BenchResult,
  type ComparisonResult,
  comparisonResult,
  medianFacts,
  sideResult,
} from "./results.ts";

/** Prepares a benchmark, measures it, and says what came of it. */
export async function measureBenchmark(
  benchmark: Benchmark,
  base: Pick<BenchContext, "root" | "tiny" | "python" | "ai4iCsv" | "say">,
  runs: number,
): Promise<BenchResult> {
  const { context, end } = createContext(base);
  try {
    const comparisons: ComparisonResult[] = [];
    for (const comparison of await benchmark.prepare(context)) {
      base.say(`${benchmark.name}: ${comparison.name}`);
      comparisons.push(await measureComparison(comparison, context, runs));
    }
    const medians = new Map(comparisons.map(({ name, sides }) => [name, sides[0].seconds.median]));
    const { facts, reach } = benchmark.conclude?.(medians) ?? { facts: {}, reach: [] };
    return {
      benchmark: benchmark.name,
      title: benchmark.title,
      about: benchmark.about,
      tiny: base.tiny,
      measured_at: new Date().toISOString(),
      machine: await describeMachine(base.python),
      versions: await describeVersions(base.root, base.python),
      same_work: comparisons.every(({ checks }) => checks.every(({ holds }) => holds)),
      comparisons,
      facts,
      reach: [...reach],
    };
  } finally {
    await end();
  }
}

/** In turns, so that a machine that slows down slows down all sides. */
async function measureComparison(
  comparison: Comparison,
  context: BenchContext,
  runs: number,
): Promise<ComparisonResult> {
  const { sides } = comparison;
  const measured = sides.map((): Run[] => []);
  const found = sides.map((): Facts[] => []);
  for (let turn = 0; turn < runs; turn++) {
    for (const [i, side] of sides.entries()) {
      if (turn >= (side.runs ?? runs)) continue;
      const { run, facts } = await measureSide(side, context);
      measured[i].push(run);
      found[i].push(facts);
      const seconds = run.seconds ?? run.process_seconds;
      context.say(`  ${side.name.padEnd(28)} ${secondsText(seconds)}   ${memoryText(run.peak_rss_mb)}`);
    }
  }
  const facts = found.map(medianFacts);
  const checks = await comparison.check(new Map(sides.map(({ name }, i) => [name, facts[i]])));
  const results = sides.map((side, i) => sideResult(side, measured[i], facts[i], comparison.time));
  return comparisonResult(comparison, results, checks);
}
