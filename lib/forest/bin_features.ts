/**
 * Features as whole numbers: every value is replaced by the number of its bin, so that a split compares 16-bit codes.
 * All arrays lie in shared memory, for workers to read.
 */
export interface BinnedFeatures {
  readonly rowCount: number;
  readonly featureCount: number;
  /** Codes in columns: feature f's code of row r is `codes[f * rowCount + r]`. */
  readonly codes: Uint16Array;
  /** Where each feature's bins begin in `least` and `greatest`: `featureCount + 1` entries. */
  readonly binOffsets: Int32Array;
  /** The least value found in each bin. */
  readonly least: Float64Array;
  /** The greatest value found in each bin. */
  readonly greatest: Float64Array;
}

/**
 * Bins features by quantiles. A feature of at most `maxBins` distinct values gets a bin for each: splits are then
 * exactly those of an exact search. One of more gets `maxBins` bins of as equal a number of rows as its ties allow.
 * O(n log n) a feature.
 *
 * @param columns One Float64Array a feature, all of one length, without NaN.
 * @param maxBins A whole number from 2 to 65,536.
 * @throws {RangeError} When `maxBins` is none.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * const binned = binFeatures([Float64Array.of(40.5, 38, 40.5)], 65536);
 * deepEqual(binned.codes, Uint16Array.of(1, 0, 1));
 * deepEqual(binned.least, Float64Array.of(38, 40.5));
 * ```
 */
export function binFeatures(columns: readonly Float64Array[], maxBins: number): BinnedFeatures {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 65536) {
    throw new RangeError(
      `Cannot bin features: maxBins must be a whole number from 2 to 65536, current value: ${maxBins}`,
    );
  }
  const rowCount = columns[0]?.length ?? 0;
  const featureCount = columns.length;
  const codes = shared(Uint16Array, featureCount * rowCount);
  const binOffsets = shared(Int32Array, featureCount + 1);
  const bins = columns.map((column, f) => {
    const edges = binEdges(column, maxBins);
    codeColumn(column, edges, codes.subarray(f * rowCount, (f + 1) * rowCount));
    binOffsets[f + 1] = binOffsets[f] + edges.least.length;
    return edges;
  });
  const least = shared(Float64Array, binOffsets[featureCount]);
  const greatest = shared(Float64Array, binOffsets[featureCount]);
  bins.forEach((edges, f) => {
    least.set(edges.least, binOffsets[f]);
    greatest.set(edges.greatest, binOffsets[f]);
  });
  return { rowCount, featureCount, codes, binOffsets, least, greatest };
}

interface BinEdges {
  least: Float64Array;
  greatest: Float64Array;
}

function binEdges(column: Float64Array, maxBins: number): BinEdges {
  const sorted = column.slice().sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  const binCount = Math.min(distinct, maxBins);
  const least = new Float64Array(binCount);
  const greatest = new Float64Array(binCount);
  // A bin closes once it holds its share of the rows still to be placed, or when each value left needs a bin of
  // its own; equal values never part.
  let bin = -1, remainingValues = distinct, room = 0;
  for (let i = 0; i < sorted.length;) {
    let end = i + 1;
    while (end < sorted.length && sorted[end] === sorted[i]) end++;
    const binsLeft = binCount - 1 - bin;
    if (bin < 0 || (binsLeft > 0 && (room <= 0 || remainingValues <= binsLeft))) {
      bin++;
      least[bin] = sorted[i];
      room = (sorted.length - i) / (binCount - bin);
    }
    greatest[bin] = sorted[i];
    room -= end - i;
    remainingValues--;
    i = end;
  }
  return { least, greatest };
}

function codeColumn(column: Float64Array, { greatest }: BinEdges, codes: Uint16Array): void {
  const last = greatest.length - 1;
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    let low = 0, high = last;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (greatest[middle] < value) low = middle + 1;
      else high = middle;
    }
    codes[row] = low;
  }
}

/** A zeroed typed array in shared memory. */
export function shared<T>(
  type: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}
