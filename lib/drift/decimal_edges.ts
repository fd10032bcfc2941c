/** How bins are laid. */
export interface DecimalEdgesOptions {
  /** The width that is wished for; bins are as wide or wider. */
  width: number;
  /** The most bins, at least 3. */
  most: number;
  /** Whether values are whole numbers: a bin then spans whole numbers and does not hold its right edge, the last neither. */
  integer: boolean;
}

/**
 * Edges of equally wide bins at round decimals: multiples of 1, 2 or 5 times a power of ten, so that values that were
 * rounded to some digit fall evenly into bins and edges are fit to be read. Where a double cannot hold such edges (beyond
 * 1e290, or a range too small for its place), plain ones; there may then be fewer.
 *
 * @param from The smallest value to be covered.
 * @param to The largest one, larger than `from`.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const options = { width: 0.07, most: 40, integer: false };
 * deepEqual(decimalEdges(0.12, 0.47, options), [0.1, 0.2, 0.3, 0.4, 0.5]);
 * deepEqual(decimalEdges(1, 4, { ...options, integer: true }), [1, 2, 3, 4, 5]);
 * ```
 */
export function decimalEdges(from: number, to: number, options: DecimalEdgesOptions): number[] {
  const { most, integer } = options;
  const width = Math.max(options.width, to / most - from / most, integer ? 1 : 0);
  const least = Math.floor(Math.log10(width));
  if (least > -290 && least < 290) {
    // Ten times the width leaves room for both ends, which the first steps may not.
    for (let exponent = least; exponent <= least + 2; exponent++) {
      for (const digit of [1, 2, 5]) {
        const edges = edgesAt(from, to, digit, exponent, options);
        if (edges && digit * 10 ** exponent >= width * (1 - 1e-9)) return edges;
      }
    }
  }
  return plainEdges(from, to, most);
}

/** Edges at multiples of a step; null when there are too many, or when doubles cannot tell them apart. */
function edgesAt(
  from: number,
  to: number,
  digit: number,
  exponent: number,
  { most, integer }: DecimalEdgesOptions,
): number[] | null {
  // Dividing by a power of ten rounds once, as reading the decimal does; multiplying by a tenth would not.
  const edge = (k: number) => exponent < 0 ? k * digit / 10 ** -exponent : k * digit * 10 ** exponent;
  let first = Math.floor(from / digit / 10 ** exponent), last = Math.ceil(to / digit / 10 ** exponent);
  if (Math.max(Math.abs(first), Math.abs(last)) * digit > 2 ** 52 || last - first > most + 1) return null;
  if (edge(first + 1) <= from) first++;
  if (edge(first) > from) first--;
  if (edge(last - 1) >= to) last--;
  if (edge(last) < to || (integer && edge(last) === to)) last++;
  if (last - first > most) return null;
  const edges = Array.from({ length: last - first + 1 }, (_, i) => edge(first + i) + 0);
  return ascending(edges) ? edges : null;
}

function plainEdges(from: number, to: number, bins: number): number[] {
  const edges = Array.from({ length: bins + 1 }, (_, i) => from * (1 - i / bins) + to * (i / bins));
  edges[0] = from;
  edges[bins] = to;
  return [...new Set(edges)].sort((a, b) => a - b);
}

function ascending(edges: readonly number[]): boolean {
  return edges.every((edge, i) => i === 0 || edge > edges[i - 1]);
}
