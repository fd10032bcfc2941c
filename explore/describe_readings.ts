import type { DataFrame } from "danfojs";
import { sampleCorrelation } from "simple-statistics";
import { failureModes, sensorColumns } from "../lib/contracts/reading.ts";
import { formatCount, formatPercent, formatScore } from "../lib/report/number_format.ts";

/** One table of the exploration; its first column names the rows. */
export interface Section {
  title: string;
  columns: string[];
  rows: string[][];
}

/** What a person wants to know of readings before training on them. */
export function describeReadings(frame: DataFrame): Section[] {
  return [statistics(frame), correlations(frame), classes(frame), missing(frame)];
}

/** danfojs describes every numeric column; flags are told in the classes. */
function statistics(frame: DataFrame): Section {
  const described = frame.loc({ columns: [...sensorColumns] }).describe();
  const cells = described.values as number[][];
  return {
    title: "Sensors",
    columns: ["reading", ...described.index.map(String)],
    rows: described.columns.map((name, j) => [name, ...cells.map((row) => shortNumber(row[j]))]),
  };
}

/** Pearson's correlation of each pair: danfojs has none. */
function correlations(frame: DataFrame): Section {
  const names = [...sensorColumns, "failure"];
  const columns = names.map((name) => frame[name].values as number[]);
  return {
    title: "Correlations (Pearson)",
    columns: ["", ...names.map((name) => name.replace(/_[a-z]+$/, "").replaceAll("_", " "))],
    rows: names.map((name, i) => [
      name,
      ...columns.map((other, j) => j > i ? "" : correlation(columns[i], other)),
    ]),
  };
}

/** `n/a` where a column has no spread. */
function correlation(a: number[], b: number[]): string {
  return a.length < 2 ? "n/a" : formatScore(sampleCorrelation(a, b), 2).replace(/^-(?=0\.00$)/, "");
}

function classes(frame: DataFrame): Section {
  const rows = frame.shape[0];
  const failure = frame["failure"].values as number[];
  const types = frame["type"].values as string[];
  const line = (name: string, chosen: (row: number) => boolean): string[] => {
    let count = 0, failures = 0;
    for (let row = 0; row < rows; row++) {
      if (!chosen(row)) continue;
      count++;
      failures += failure[row];
    }
    return [
      name,
      formatCount(count),
      formatPercent(count / rows),
      formatCount(failures),
      formatPercent(failures / count),
    ];
  };
  const modes = failureModes.filter((mode) => frame.columns.includes(mode));
  const kinds = [...frame["type"].valueCounts().index].map(String).sort();
  return {
    title: "Class balance",
    columns: ["rows", "count", "share of rows", "failures", "failure rate"],
    rows: [
      line("all", () => true),
      ...kinds.map((type) => line(`type ${type}`, (row) => types[row] === type)),
      ...modes.map((mode) => {
        const flags = frame[mode].values as number[];
        return line(`mode ${mode}`, (row) => flags[row] === 1);
      }),
    ],
  };
}

function missing(frame: DataFrame): Section {
  const counts = frame.isNa().sum({ axis: 0 }).values as number[];
  const rows = frame.shape[0];
  return {
    title: "Missing values",
    columns: ["column", "kind", "distinct", "missing", "share"],
    rows: frame.columns.map((name, j) => [
      name,
      String(frame.ctypes.values[j]),
      formatCount(new Set(frame[name].values as unknown[]).size),
      formatCount(counts[j]),
      formatPercent(counts[j] / rows),
    ]),
  };
}

/** Six significant digits, without the zeros that say nothing. */
function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "n/a";
}
