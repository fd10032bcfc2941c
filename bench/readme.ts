import { join } from "node:path";
import { writeFileAtomic } from "../lib/table/atomic_file.ts";
import type { Benchmark, Check, FactColumn } from "./benchmark.ts";
import { factText, memoryText, ratioText, secondsText } from "./number_text.ts";
import { growthPlot, ratioPlot } from "./plots.ts";
import type { BenchResult, ComparisonResult, SideResult } from "./results.ts";

const introduction = `# Faultline beside what a user would pick instead

\`deno task bench\` measures all of this again on your machine, \`deno task bench NAME\` one of them; it makes a Python
environment with the peers first (\`bench/requirements.txt\`), and starts a MariaDB of its own. With \`AI4I_CSV\` set to
the AI4I 2020 file, the benchmarks of that size use it, else simulated readings. This page is written by it: every
figure is a measured one.

How it is measured: both sides on the same seeded data; every run is a fresh process, the sides in turns (A B A B).
Times are medians with the least and the greatest run. One thread means pinned to one core, so that no helper thread
(compiler, garbage collector, OpenMP) adds to it. Peak RSS is the kernel's figure for the whole process, runtime,
imports and data included, as it was given by \`wait4\`. The checks show that the sides did the same work. Ratios are the
peer's median over ours: above 1, ours is faster. Compare ratios, not seconds of different machines.
`;

/** Writes `bench/README.md` and its plots from the files of results. */
export async function writeReadme(root: string, benchmarks: readonly Benchmark[]): Promise<void> {
  const folder = join(root, "bench");
  const results: BenchResult[] = [];
  for (const { name } of benchmarks) {
    const text = await Deno.readTextFile(join(folder, "results", `${name}.json`)).catch(() => undefined);
    const result = text === undefined ? undefined : JSON.parse(text) as BenchResult;
    if (result && !result.tiny) results.push(result);
  }
  const notes = notesByBenchmark(await Deno.readTextFile(join(folder, "notes.md")));
  const missing = benchmarks.filter(({ name }) => !results.some(({ benchmark }) => benchmark === name));
  const parts = [introduction];
  if (results.length > 0) parts.push(askedTable(results));
  if (missing.length > 0) parts.push(`Not measured yet: ${missing.map(({ name }) => name).join(", ")}.`);
  if (results.some(({ comparisons }) => comparisons.some(({ ratios }) => Object.keys(ratios).length > 0))) {
    writeFileAtomic(join(folder, "plots/ratios.svg"), ratioPlot(results));
    parts.push(
      "How many times faster ours is; the upright bars are what was asked for:",
      "![Times faster than each peer](plots/ratios.svg)",
    );
  }
  for (const result of results) parts.push(section(result, notes.get(result.benchmark)));
  const growth = results.find(({ benchmark }) => benchmark === "growth");
  if (growth) {
    for (const unit of ["rows", "trees"] as const) {
      writeFileAtomic(join(folder, `plots/growth_${unit}.svg`), growthPlot(growth, unit));
    }
  }
  writeFileAtomic(join(folder, "README.md"), parts.join("\n\n") + "\n");
  await format([
    join(folder, "README.md"),
    join(folder, "plots"),
    ...results.map(({ benchmark }) => join(folder, "results", `${benchmark}.json`)),
  ]);
}

/** Every figure that was asked for. */
function askedTable(results: readonly BenchResult[]): string {
  const rows = results.flatMap(({ benchmark, comparisons, reach }) => [
    ...comparisons.flatMap((comparison) =>
      comparison.reach.map((found) => ({ what: `${benchmark}: ${comparison.name}`, ...found }))
    ),
    ...reach.map((found) => ({ what: benchmark, ...found })),
  ]);
  return table(
    ["measure", "reach", "measured", "reached"],
    rows.map(({ what, asked, found, reached }) => [what, asked, found, reached ? "yes" : "**no**"]),
  );
}

function section(result: BenchResult, note: string | undefined): string {
  const { cpu, cores, memory_gb, os } = result.machine;
  const lines = [
    `## ${result.title}`,
    result.about,
    ...result.comparisons.every(({ sides, columns }) => sides.length === 1 && !columns)
      ? [seriesTable(result.comparisons)]
      : result.comparisons.map(comparisonText),
  ];
  if (result.benchmark === "growth") {
    lines.push(
      "![Training time by rows](plots/growth_rows.svg) ![Training time by trees](plots/growth_trees.svg)",
    );
  }
  if (note) lines.push(note);
  lines.push(
    `Measured ${result.measured_at.slice(0, 10)} on ${cpu}, ${cores} cores, ${memory_gb} GB, ${os}; Deno ` +
      `${result.versions.deno}, Python ${result.versions.python}; every run, all versions and settings in ` +
      `[results/${result.benchmark}.json](results/${result.benchmark}.json).`,
  );
  return lines.join("\n\n");
}

function comparisonText(comparison: ComparisonResult): string {
  const { name, sides, ratios, reach, checks, columns, remarks = [] } = comparison;
  const compared = sides.length > 1;
  const titles = [
    "",
    ...(columns?.map(({ title }) => title) ?? ["cores", "time"]),
    "peak RSS",
    ...(compared ? ["ours faster by"] : []),
  ];
  const rows = sides.map((side) => [
    side.name,
    ...(columns?.map((column) => factCell(side, column)) ?? [`${side.threads}`, timeText(side)]),
    memoryText(side.peak_rss_mb.median),
    ...(compared ? [ratios[side.name] === undefined ? "" : `${ratioText(ratios[side.name])}×`] : []),
  ]);
  const missed = reach.filter(({ reached }) => !reached);
  return [
    `### ${name}`,
    table(titles, rows),
    ...remarks,
    ...missed.map(({ asked, found }) => `**Not reached**: ${asked}; measured ${found}.`),
    ...(checks.length > 0 ? [`Same work: ${checks.map(checkText).join("; ")}.`] : []),
    `Settings: ${sides.map(settingsText).join(". ")}.`,
  ].join("\n\n");
}

/** Comparisons of one side each: a row each. */
function seriesTable(comparisons: readonly ComparisonResult[]): string {
  return table(
    ["", "cores", "time", "peak RSS"],
    comparisons.map(({ name, sides: [side] }) => [
      name,
      `${side.threads}`,
      timeText(side),
      memoryText(side.peak_rss_mb.median),
    ]),
  );
}

function factCell({ facts }: SideResult, { fact, unit }: FactColumn): string {
  const value = facts[fact];
  return typeof value === "number" ? factText(value, unit) : value ?? "";
}

function timeText({ seconds: { median, min, max }, runs }: SideResult): string {
  if (runs.length === 1) return secondsText(median);
  return `${secondsText(median)} (${secondsText(min)} to ${secondsText(max)}, ${runs.length} runs)`;
}

function checkText({ what, holds, found }: Check): string {
  return `${what} (${found})${holds ? "" : " **does not hold**"}`;
}

function settingsText({ name, settings }: SideResult): string {
  const list = Object.entries(settings).map(([key, value]) => `${key} ${value}`).join(", ");
  return `*${name}* ${list}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What was tried, by benchmark: the sections of `notes.md`. */
function notesByBenchmark(text: string): Map<string, string> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(sections.map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end).trim(), section.slice(end).trim()];
  }));
}

/** Markdown and JSON as `deno fmt --check` wants them. */
async function format(paths: readonly string[]): Promise<void> {
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", ...paths], stdin: "null" }).output();
}
