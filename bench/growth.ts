import type { Benchmark, Comparison } from "./benchmark.ts";
import { simulatedMatrix } from "./data/simulated_matrix.ts";
import { ourForest } from "./forest_sides.ts";

/** How training time grows with rows and with trees. */
export const growth: Benchmark = {
  name: "growth",
  title: "Growth of training time",
  about:
    "Fitting on simulated readings, nine features, one core: 10 trees on 10,000 to 3,000,000 rows, and 10 to 300 " +
    "trees on 10,000 rows. The exponent is the slope of the line through the logarithms of time and of size; that of " +
    "n·log n over the same sizes stands beside it.",
  runs: 3,
  async prepare(context) {
    const { rows, trees } = sizes(context.tiny);
    const comparison = async (name: string, rows: number, trees: number): Promise<Comparison> => {
      const data = await context.data(`simulated-${rows}`, (folder) => simulatedMatrix(folder, rows));
      return {
        name,
        time: "work",
        sides: [ourForest(context, { data, trees, threads: 1 })],
        reach: [],
        check: () => [],
      };
    };
    const comparisons: Comparison[] = [];
    for (const count of rows) {
      comparisons.push(
        await comparison(`${count.toLocaleString("en-US")} rows`, count, context.tiny ? 2 : 10),
      );
    }
    for (const count of trees) comparisons.push(await comparison(`${count} trees`, rows[0], count));
    return comparisons;
  },
  conclude(medians) {
    const series = (unit: string) =>
      [...medians].filter(([name]) => name.endsWith(unit))
        .map(([name, seconds]) => ({ size: sizeOf(name), seconds }));
    const byRows = series(" rows"), byTrees = series(" trees");
    const rows = exponent(byRows);
    const limit = exponent(byRows.map(({ size }) => ({ size, seconds: size * Math.log(size) })));
    const trees = exponent(byTrees);
    return {
      facts: { rows_exponent: rows, n_log_n_exponent: limit, trees_exponent: trees },
      reach: [
        {
          asked: "rows: no worse than n·log n",
          measured: rows,
          found: `n^${rows.toFixed(2)}, n·log n is n^${limit.toFixed(2)} here`,
          reached: rows <= limit + 0.05,
        },
        {
          asked: "trees: no worse than linear",
          measured: trees,
          found: `n^${trees.toFixed(2)}`,
          reached: trees <= 1.05,
        },
      ],
    };
  },
};

function sizes(tiny: boolean) {
  return tiny
    ? { rows: [500, 1_000, 2_000], trees: [2, 4, 8] }
    : { rows: [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000], trees: [10, 30, 100, 300] };
}

/** The number in front of a comparison's name: `10,000 rows`. */
export function sizeOf(name: string): number {
  return Number(name.split(" ")[0].replaceAll(",", ""));
}

/** The slope of the least-squares line through the logarithms. */
function exponent(points: readonly { size: number; seconds: number }[]): number {
  const x = points.map(({ size }) => Math.log(size)), y = points.map(({ seconds }) => Math.log(seconds));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mx = mean(x), my = mean(y);
  let xy = 0, xx = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
  }
  return xy / xx;
}
