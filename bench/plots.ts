import * as Plot from "@observablehq/plot";
import { plotColours, svgPlot } from "../lib/report/svg_plot.ts";
import { sizeOf } from "./growth.ts";
import type { BenchResult } from "./results.ts";

/** One comparison with one other side. */
interface Ratio {
  label: string;
  ratio: number;
  asked?: number;
}

/** How many times faster ours is, by comparison and peer, with what was asked for. */
export function ratioPlot(results: readonly BenchResult[]): string {
  const rows = results.flatMap(({ benchmark, comparisons }) =>
    comparisons.flatMap(({ name, ratios, reach }) =>
      Object.entries(ratios).map(([peer, ratio]): Ratio => ({
        label: `${benchmark}: ${name}, ${peer}`,
        ratio,
        asked: askedOf(reach.find(({ asked }) => asked.endsWith(`× ${peer}`))?.asked),
      }))
    )
  );
  return svgPlot({
    title: "How many times faster than each peer, and what was asked for",
    width: 860,
    height: 60 + 20 * rows.length,
    marginLeft: 400,
    x: {
      type: "log",
      label: "times faster (log scale)",
      grid: true,
      tickFormat: (value: number) => `${value}×`,
    },
    y: { label: null, domain: rows.map(({ label }) => label) },
    marks: [
      Plot.ruleX([1], { stroke: plotColours.quiet, strokeDasharray: "3 3" }),
      Plot.ruleY(rows, { x1: 1, x2: "ratio", y: "label", stroke: plotColours.first, strokeWidth: 2 }),
      Plot.dot(rows, { x: "ratio", y: "label", r: 4, fill: plotColours.first }),
      Plot.tickX(rows.filter(({ asked }) => asked !== undefined), {
        x: "asked",
        y: "label",
        stroke: plotColours.second,
        strokeWidth: 3,
      }),
    ],
  });
}

/** Training time by rows or by trees, both axes logarithmic, beside the growth asked for. */
export function growthPlot({ comparisons }: BenchResult, unit: "rows" | "trees"): string {
  const points = comparisons.filter(({ name }) => name.endsWith(` ${unit}`)).map(({ name, sides }) => ({
    size: sizeOf(name),
    seconds: sides[0].seconds.median,
  }));
  const [first] = points;
  const cost = (size: number) => unit === "rows" ? size * Math.log(size) : size;
  const guide = points.map(({ size }) => ({ size, seconds: first.seconds * cost(size) / cost(first.size) }));
  const last = guide[guide.length - 1];
  return svgPlot({
    title: `Training time by ${unit}, one thread`,
    x: { type: "log", label: `${unit} (log scale)`, tickFormat: "~s" },
    y: { type: "log", label: "seconds (log scale)", grid: true, tickFormat: "~g" },
    marks: [
      Plot.line(guide, { x: "size", y: "seconds", stroke: plotColours.quiet, strokeDasharray: "3 3" }),
      Plot.text([last], {
        x: "size",
        y: "seconds",
        text: () => unit === "rows" ? "n·log n" : "linear",
        fill: plotColours.quiet,
        textAnchor: "end",
        dx: -8,
        dy: -6,
      }),
      Plot.line(points, { x: "size", y: "seconds", stroke: plotColours.first, strokeWidth: 2 }),
      Plot.dot(points, { x: "size", y: "seconds", fill: plotColours.first, r: 4 }),
    ],
  });
}

function askedOf(asked: string | undefined): number | undefined {
  return asked === undefined ? undefined : parseFloat(asked.replace("≥ ", ""));
}
