import { binCounts } from "./bin_counts.ts";
import { decimalEdges } from "./decimal_edges.ts";
import { firstFrom } from "./first_from.ts";
import { quantileOf, type Quantiles, quantilesOf } from "./quantiles.ts";
import type { SortedSample } from "./sorted_sample.ts";

/** One side of a column of numbers. */
export interface NumberSide {
  /** The share of rows without a value; 0 without rows. */
  missing: number;
  /** The share of values in each bar; all 0 without values. */
  shares: number[];
  /** The share of values that lie beyond the first and the last edge; the outermost bins hold them too. */
  below: number;
  above: number;
  /** Null without values. */
  quantiles: Quantiles | null;
}

/** How a column of numbers is spread on both sides, over the same bars. */
export interface NumberDistribution {
  name: string;
  kind: "number";
  /** One for each of a few values, or one for each bin between two edges; both ascending. */
  bars: { by: "value"; values: number[] } | { by: "bin"; edges: number[] };
  reference: NumberSide;
  current: NumberSide;
}

/** A side's values and how many rows it has, those without a value counted. */
export interface NumberInput {
  rows: number;
  sample: SortedSample;
}

const mostValues = 20, fewestBins = 10, mostBins = 40;

/**
 * Both sides' shares over the same bars. Up to 20 distinct values of both together have a bar each. Else there are at most
 * 40 bins of equal width: that of Freedman and Diaconis (1981), "On the histogram as a density estimator", from the
 * reference's quartiles and the size of the smaller side, but at least 10 bins, rounded up to 1, 2 or 5 times a power
 * of ten, with edges at multiples of it. They cover what lies within Tukey's outer fences (3 interquartile ranges beyond
 * the quartiles) of either side, or, where a side's quartiles are equal, its middle 98 %; the outermost bins are open and
 * hold the rest, so that one wild value does not flatten the plot. O(bins × log n).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { sortedSample } from "./sorted_sample.ts";
 * const side = (values: number[]) => ({ rows: 4, sample: sortedSample(values) });
 * const { bars, current } = numberDistribution("load", side([1, 1, 2, 2]), side([2, 2, 3]));
 * deepEqual(bars, { by: "value", values: [1, 2, 3] });
 * deepEqual(current.shares, [0, 2 / 3, 1 / 3]);
 * deepEqual(current.missing, 0.25);
 * ```
 */
export function numberDistribution(
  name: string,
  reference: NumberInput,
  current: NumberInput,
): NumberDistribution {
  const values = fewValues(reference.sample.values, current.sample.values);
  if (values) {
    const side = (input: NumberInput) =>
      sideOf(input, values.map((value) => countOf(input.sample.values, value)), 0, 0);
    return {
      name,
      kind: "number",
      bars: { by: "value", values },
      reference: side(reference),
      current: side(current),
    };
  }
  const edges = binEdges(reference.sample, current.sample);
  const open = Float64Array.from(edges);
  open[0] = -Infinity;
  open[open.length - 1] = Infinity;
  const side = (input: NumberInput) => {
    const { values } = input.sample, last = edges[edges.length - 1];
    const below = firstFrom(values, edges[0], false), beyond = values.length - firstFrom(values, last, true);
    return sideOf(input, [...binCounts(values, open)], below, beyond);
  };
  return {
    name,
    kind: "number",
    bars: { by: "bin", edges },
    reference: side(reference),
    current: side(current),
  };
}

function sideOf(
  { rows, sample: { values } }: NumberInput,
  counts: number[],
  below: number,
  above: number,
): NumberSide {
  const size = Math.max(values.length, 1);
  return {
    missing: rows === 0 ? 0 : (rows - values.length) / rows,
    shares: counts.map((count) => count / size),
    below: below / size,
    above: above / size,
    quantiles: quantilesOf(values),
  };
}

function binEdges(reference: SortedSample, current: SortedSample): number[] {
  const sides = [reference.values, current.values].filter((values) => values.length > 0);
  const ranges = sides.map(coreOf);
  let from = Math.min(...ranges.map((range) => range[0])), to = Math.max(...ranges.map((range) => range[1]));
  if (from === to) {
    from = Math.min(...sides.map((values) => values[0]));
    to = Math.max(...sides.map((values) => values[values.length - 1]));
  }
  const spread = quantileOf(sides[0], 0.75) - quantileOf(sides[0], 0.25);
  const width = 2 * spread / Math.cbrt(Math.min(...sides.map((values) => values.length)));
  return decimalEdges(from, to, {
    width: Math.min(width, to / fewestBins - from / fewestBins),
    most: mostBins,
    integer: reference.integer && current.integer,
  });
}

/** From where to where a side's values lie, a few far ones left out. */
function coreOf(sorted: Float64Array): [number, number] {
  const low = quantileOf(sorted, 0.25), high = quantileOf(sorted, 0.75), fence = 3 * (high - low);
  if (fence === 0) return [quantileOf(sorted, 0.01), quantileOf(sorted, 0.99)];
  return [Math.max(sorted[0], low - fence), Math.min(sorted[sorted.length - 1], high + fence)];
}

/** The distinct values of both sides, ascending; null when there are many. */
function fewValues(a: Float64Array, b: Float64Array): number[] | null {
  const found = new Set<number>();
  for (const sorted of [a, b]) {
    for (let at = 0; at < sorted.length; at = firstFrom(sorted, sorted[at], true)) {
      if (found.add(sorted[at]).size > mostValues) return null;
    }
  }
  return [...found].sort((x, y) => x - y);
}

function countOf(sorted: Float64Array, value: number): number {
  return firstFrom(sorted, value, true) - firstFrom(sorted, value, false);
}
