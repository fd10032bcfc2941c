import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { pythonEnv } from "../pipeline/python_env.ts";
import { benchmarks } from "./benchmarks.ts";
import { measureBenchmark } from "./measure_benchmark.ts";
import type { Unit } from "./benchmark.ts";
import { factText, memoryText, ratioText, secondsText } from "./number_text.ts";
import { writeReadme } from "./readme.ts";
import type { BenchResult } from "./results.ts";

const root = dirname(import.meta.dirname!);
const usage = `deno task bench [NAME...] [--tiny] [--runs N] [--results FOLDER]

Measures Faultline against what a user would pick instead, into bench/results/ and bench/README.md.
  NAME      ${benchmarks.map(({ name }) => name).join(", ")} (default: all); a name's first words stand
            for all that begin with them: serve, train
  --tiny    each once at a tiny size, results into a temporary folder: shows that everything still runs
  --runs    runs of each side (default: each benchmark's own number)
  --results another folder for the results
  --readme  measures nothing, and writes bench/README.md again`;

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    tiny: { type: "boolean", default: false },
    runs: { type: "string" },
    results: { type: "string" },
    readme: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
/** A name stands for itself and for what begins with it and a hyphen: `serve` for all of the server. */
const isMeant = (benchmark: string, name: string) => benchmark === name || benchmark.startsWith(`${name}-`);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => isMeant(benchmark.name, name)));
if (options.help || unknown.length > 0 || (options.runs && !(Number(options.runs) >= 1))) {
  if (unknown.length > 0) console.error(`there is no benchmark ${unknown.join(", ")}`);
  (options.help ? console.log : console.error)(usage);
  Deno.exit(options.help ? 0 : 2);
}

const results = options.results ?? (options.tiny ? await Deno.makeTempDir() : join(root, "bench/results"));
await Deno.mkdir(results, { recursive: true });
let same = true;
if (!options.readme) {
  const { python } = await pythonEnv({
    requirements: join(root, "bench/requirements.txt"),
    cost: "the peers of deno task bench; about 830 MB",
  });
  const base = { root, tiny: options.tiny, python, ai4iCsv: Deno.env.get("AI4I_CSV"), say: console.error };
  for (const benchmark of benchmarks) {
    if (names.length > 0 && !names.some((name) => isMeant(benchmark.name, name))) continue;
    const runs = Number(options.runs ?? (options.tiny ? 1 : benchmark.runs));
    const result = await measureBenchmark(benchmark, base, runs);
    await Deno.writeTextFile(
      join(results, `${benchmark.name}.json`),
      JSON.stringify(result, null, 2) + "\n",
    );
    show(result);
    same &&= result.same_work;
  }
}
if (results === join(root, "bench/results")) await writeReadme(root, benchmarks);
else console.log(`results in ${results}`);
if (!same) {
  console.error("the sides did not do the same work: see the checks above");
  Deno.exit(1);
}

function shown(value: number | string | undefined, unit: Unit): string {
  return typeof value === "number" ? factText(value, unit) : value ?? "–";
}

function show(result: BenchResult): void {
  for (const { name, sides, ratios, reach, checks, columns = [], remarks = [] } of result.comparisons) {
    console.log(`${result.benchmark}: ${name}`);
    for (const side of sides) {
      const { median, min, max } = side.seconds;
      const ratio = ratios[side.name] === undefined ? "" : `${ratioText(ratios[side.name])}×`;
      console.log(
        `  ${side.name.padEnd(28)} ${secondsText(median)} [${secondsText(min)}, ${secondsText(max)}]   ` +
          `${memoryText(side.peak_rss_mb.median)}   ${ratio}`,
      );
      if (columns.length > 0) {
        const facts = columns.map(({ title, fact, unit }) => `${title} ${shown(side.facts[fact], unit)}`);
        console.log(`    ${facts.join("   ")}`);
      }
    }
    for (const remark of remarks) console.log(`  ${remark}`);
    for (const { asked, found, reached } of reach) {
      console.log(`  ${reached ? "reached" : "NOT REACHED"}: ${asked}: ${found}`);
    }
    for (const { what, holds, found } of checks) {
      console.log(`  ${holds ? "same work" : "NOT THE SAME WORK"}: ${what}: ${found}`);
    }
  }
  for (const { asked, found, reached } of result.reach) {
    console.log(`  ${reached ? "reached" : "NOT REACHED"}: ${asked}: ${found}`);
  }
}
