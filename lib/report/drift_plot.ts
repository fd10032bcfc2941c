import * as Plot from "@observablehq/plot";
import type { CategoryDistribution } from "../drift/category_distribution.ts";
import type { ColumnDistribution } from "../drift/distribution.ts";
import type { NumberDistribution } from "../drift/number_distribution.ts";
import { clipMiddle } from "./clip_middle.ts";
import { formatValue } from "./drift_number.ts";
import { formatCount, formatPercent } from "./number_format.ts";
import { compactSvg } from "./compact_svg.ts";
import { plotColours, svgPlot } from "./svg_plot.ts";

/** The shape of a plot decides what its legend says. */
export interface DriftPlot {
  /** `bins`: the reference filled, now a line; `pairs`: the reference's bar above, the one of now below. */
  shape: "bins" | "pairs";
  svg: string;
}

const width = 420;
const margins = { top: 28, left: 52, right: 22, bottom: 26 };
/** How wide a digit is, about. */
const letter = 7.4;

/**
 * Both distributions of a column in one plot. Bins are drawn by their place, not by their values, so that a column of
 * 1e308 is drawn as well as any. The title for screen readers holds figures only; the names stand beside the plot.
 */
export function driftPlot(distribution: ColumnDistribution): DriftPlot {
  if (distribution.kind === "category") {
    return { shape: "pairs", svg: compactSvg(pairs(categoryPairs(distribution))) };
  }
  const { bars, reference, current } = distribution;
  if (bars.by === "bin") return { shape: "bins", svg: compactSvg(bins(distribution, bars.edges)) };
  const rows = bars.values.map((value, i) => ({
    label: formatValue(value, null),
    reference: reference.shares[i],
    current: current.shares[i],
  }));
  return { shape: "pairs", svg: compactSvg(pairs(rows)) };
}

function bins({ reference, current }: NumberDistribution, edges: readonly number[]): string {
  const last = edges.length - 1;
  const { at, label } = ticksOf(edges);
  const most = Math.max(...reference.shares, ...current.shares);
  const bars = (shares: readonly number[]) => shares.map((share, bin) => ({ bin, share }));
  // A step has two corners a bin and comes down to the base at both ends.
  const outline = current.shares.flatMap((share, bin) => [[bin, share], [bin + 1, share]]);
  return svgPlot({
    title: `Share of values in ${last} bins from ${label(0)} to ${label(last)}: the reference filled, ` +
      "now as a line",
    width,
    height: 236,
    marginTop: margins.top,
    marginLeft: margins.left,
    marginRight: margins.right,
    marginBottom: margins.bottom,
    x: { domain: [0, last], ticks: at, tickFormat: label, label: null },
    y: {
      domain: [0, most > 0 ? most * 1.04 : 1],
      ticks: 4,
      tickFormat: percentTick,
      grid: true,
      label: "share of values",
    },
    marks: [
      Plot.rectY(bars(reference.shares), {
        x1: "bin",
        x2: (bar: { bin: number }) => bar.bin + 1,
        y: "share",
        fill: plotColours.first,
        fillOpacity: 0.42,
        insetRight: 0.5,
      }),
      Plot.line(current.quantiles === null ? [] : [[0, 0], ...outline, [last, 0]], {
        stroke: plotColours.second,
        strokeWidth: 2.2,
        strokeLinejoin: "round",
      }),
      Plot.ruleY([0]),
    ],
  });
}

/**
 * Edges that are written below the plot: at multiples of a round number where there are such, as many as have room, and
 * none that would be cut off at the sides.
 */
function ticksOf(edges: readonly number[]): { at: number[]; label: (edge: number) => string } {
  const last = edges.length - 1, binWidth = (width - margins.left - margins.right) / last;
  const place = Math.round(edges[0] / (edges[1] - edges[0]));
  const offset = Number.isSafeInteger(place) ? place : 0;
  const room = Math.max(...edges.map((edge) => textOf(edge).length)) * letter + 8;
  const within = edges.map((_, i) => i).filter((i) =>
    i * binWidth + margins.left >= room / 2 && (last - i) * binWidth + margins.right >= room / 2
  );
  const stride = [1, 2, 5, 10, 20, 50].find((every) => every * binWidth >= Math.max(room, 45)) ?? last;
  const at = within.filter((i) => (((i + offset) % stride) + stride) % stride === 0);
  return {
    at: at.length > 0 ? at : within.slice(within.length >> 1, (within.length >> 1) + 1),
    label: (i) => textOf(edges[i]),
  };
}

function textOf(edge: number): string {
  return formatValue(Number(edge.toPrecision(12)), null);
}

function percentTick(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** A category or value with its share on both sides. */
interface Pair {
  label: string;
  reference: number;
  current: number;
}

function categoryPairs({ categories, others, reference, current }: CategoryDistribution): Pair[] {
  const named = categories.map((category, i) => ({
    label: category.trim() === "" ? `"${category}"` : category,
    reference: reference.shares[i],
    current: current.shares[i],
  }));
  if (others === 0) return named;
  return [...named, {
    label: `${formatCount(others)} others`,
    reference: reference.others,
    current: current.others,
  }];
}

const pairHeight = 34, barHeight = 13;

function pairs(rows: readonly Pair[]): string {
  const labels = rows.map(({ label }) => clipMiddle(label, 16));
  const most = Math.max(0, ...rows.flatMap(({ reference, current }) => [reference, current]));
  const bars = rows.map((row, i) => ({ ...row, i }));
  const marginLeft = 16 + 8.1 * Math.max(3, ...labels.map((label) => [...label].length));
  const side = (key: "reference" | "current", top: number) => [
    Plot.barX(bars, {
      x: key,
      y: "i",
      fill: key === "reference" ? plotColours.first : plotColours.second,
      fillOpacity: key === "reference" ? 0.42 : 1,
      insetTop: top,
      insetBottom: pairHeight - barHeight - top,
    }),
    Plot.text(bars, {
      x: key,
      y: "i",
      text: (row: Pair) => formatPercent(row[key]),
      textAnchor: "start",
      dx: 5,
      dy: top + (barHeight - pairHeight) / 2,
      fontSize: 12,
    }),
  ];
  return svgPlot({
    title: `Share of values in each of ${rows.length}: the reference's bar above, the one of now below`,
    width,
    height: Math.max(1, rows.length) * pairHeight + 12,
    marginTop: 6,
    marginLeft,
    marginRight: 52,
    marginBottom: 6,
    x: { domain: [0, most > 0 ? most : 1], axis: null },
    y: {
      domain: bars.map(({ i }) => i),
      tickFormat: (i: number) => labels[i],
      tickSize: 0,
      label: null,
      padding: 0,
      round: false,
    },
    marks: [...side("reference", 3), ...side("current", 17), Plot.ruleX([0])],
  });
}
