/**
 * Edges of bins of equal width by Sturges' rule, log2(n) + 1 of them, as numpy's `histogram_bin_edges(bins="sturges")`
 * lays them to the last bit: values that fall on an edge would change sides otherwise. Where numpy raises, the
 * reason: `constant` when a double cannot tell the edges apart, `overflow` when the range leaves a double.
 *
 * @param least The smallest value.
 * @param most The largest value.
 * @param size How many values the rule counts, at least 1.
 * @param integer Whether they are whole numbers: no bin is then narrower than 1.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * deepEqual(binEdges(0, 2, 3, false), new Float64Array([0, 2 / 3, 4 / 3, 2]));
 * deepEqual(binEdges(0, 2, 3, true), new Float64Array([0, 1, 2]));
 * deepEqual(binEdges(5, 5, 3, false), new Float64Array([4.5, 5.5]));
 * ```
 */
export function binEdges(
  least: number,
  most: number,
  size: number,
  integer: boolean,
): Float64Array | "constant" | "overflow" {
  let width = (most - least) / (Math.log2(size) + 1);
  const first = least === most ? least - 0.5 : least, last = least === most ? most + 0.5 : most;
  if (integer && width > 0 && width < 1) width = 1;
  const bins = width > 0 ? Math.ceil((last - first) / width) : 1;
  if (!Number.isFinite(width) || !Number.isFinite(bins)) return "overflow";
  const edges = new Float64Array(bins + 1);
  const step = (last - first) / bins;
  for (let bin = 0; bin < bins; bin++) edges[bin] = bin * step + first;
  edges[bins] = last;
  for (let bin = 0; bin < bins; bin++) if (!(edges[bin] < edges[bin + 1])) return "constant";
  return edges;
}
