import { type DistinctValues, distinctValues } from "./distinct_values.ts";
import { sortNumbers } from "../table/sort_numbers.ts";

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
  const codes = codesFor(columns, maxBins);
  return joinBins(
    codes,
    columns.map((column, f) => binColumn(column, maxBins, codesOf(codes, f, column.length))),
  );
}

/** The bins of one feature, least values first. */
export interface Bins {
  least: Float64Array;
  greatest: Float64Array;
}

/** Shared memory for the codes of columns. */
export function codesFor(columns: readonly Float64Array[], maxBins: number): Uint16Array {
  if (!Number.isInteger(maxBins) || maxBins < 2 || maxBins > 65536) {
    throw new RangeError(
      `Cannot bin features: maxBins must be a whole number from 2 to 65536, current value: ${maxBins}`,
    );
  }
  return shared(Uint16Array, columns.reduce((total, column) => total + column.length, 0));
}

/** One feature's part of all codes. */
export function codesOf(codes: Uint16Array, feature: number, rowCount: number): Uint16Array {
  return codes.subarray(feature * rowCount, (feature + 1) * rowCount);
}

/** Bins one column, and writes its codes. */
export function binColumn(column: Float64Array, maxBins: number, codes: Uint16Array): Bins {
  const found = distinctValues(column, codes);
  if (found === null) {
    const bins = findBins(sortedValues(column), column.length, maxBins);
    codeColumn(column, bins, codes);
    return bins;
  }
  const bins = findBins(found, column.length, maxBins);
  if (bins.least.length < found.values.length) codePlaces(found, bins, codes);
  return bins;
}

/** Puts the features' codes and bins together. */
export function joinBins(codes: Uint16Array, bins: readonly Bins[]): BinnedFeatures {
  const featureCount = bins.length;
  const binOffsets = shared(Int32Array, featureCount + 1);
  bins.forEach(({ least }, f) => binOffsets[f + 1] = binOffsets[f] + least.length);
  const least = shared(Float64Array, binOffsets[featureCount]);
  const greatest = shared(Float64Array, binOffsets[featureCount]);
  bins.forEach((of, f) => {
    least.set(of.least, binOffsets[f]);
    greatest.set(of.greatest, binOffsets[f]);
  });
  return {
    rowCount: codes.length / Math.max(featureCount, 1),
    featureCount,
    codes,
    binOffsets,
    least,
    greatest,
  };
}

/** Every value of a column once, by sorting them all. */
function sortedValues(column: Float64Array): DistinctValues {
  const values = sortNumbers(column);
  const counts = new Int32Array(values.length);
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    if (last < 0 || values[i] !== values[last]) values[++last] = values[i];
    counts[last]++;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

function findBins({ values, counts }: DistinctValues, rowCount: number, maxBins: number): Bins {
  const binCount = Math.min(values.length, maxBins);
  if (binCount === values.length) return { least: values, greatest: values };
  const least = new Float64Array(binCount);
  const greatest = new Float64Array(binCount);
  // A bin closes once it holds its share of the rows still to be placed, or when each value left needs a bin of
  // its own; equal values never part.
  let bin = -1, placed = 0, room = 0;
  for (let i = 0; i < values.length; i++) {
    const binsLeft = binCount - 1 - bin;
    if (bin < 0 || (binsLeft > 0 && (room <= 0 || values.length - i <= binsLeft))) {
      bin++;
      least[bin] = values[i];
      room = (rowCount - placed) / (binCount - bin);
    }
    greatest[bin] = values[i];
    room -= counts[i];
    placed += counts[i];
  }
  return { least, greatest };
}

/** Turns places among the distinct values into bins. */
function codePlaces({ values }: DistinctValues, { greatest }: Bins, codes: Uint16Array): void {
  const binOf = new Uint16Array(values.length);
  for (let i = 0, bin = 0; i < values.length; i++) {
    if (values[i] > greatest[bin]) bin++;
    binOf[i] = bin;
  }
  for (let row = 0; row < codes.length; row++) codes[row] = binOf[codes[row]];
}

/**
 * Codes a column: each value's bin is the first whose greatest value is not below it. A grid of equal cells over the
 * column's range says between which bins that one lies, so that few steps of a binary search are left.
 */
function codeColumn(column: Float64Array, { least, greatest }: Bins, codes: Uint16Array): void {
  const last = greatest.length - 1;
  const lowest = least[0];
  const cells = 2 * greatest.length;
  const perCell = cells / (greatest[last] - lowest);
  if (!(perCell > 0 && perCell < Infinity)) {
    for (let row = 0; row < column.length; row++) codes[row] = firstAtLeast(greatest, column[row], 0, last);
    return;
  }
  // A value and a bin's greatest go through the same rounding, and so never change places on the way to a cell:
  // a value's bin lies between the first bin that ends in its cell and the first that ends in a later one.
  const firstBin = new Uint16Array(cells + 2);
  for (let bin = 0, cell = 0; cell <= cells + 1; cell++) {
    while (bin < last && Math.floor((greatest[bin] - lowest) * perCell) < cell) bin++;
    firstBin[cell] = bin;
  }
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    const cell = Math.floor((value - lowest) * perCell);
    codes[row] = firstAtLeast(greatest, value, firstBin[cell], firstBin[cell + 1]);
  }
}

/** The first of `bins[low]` to `bins[high]` that is not below a value; `high` where all before it are. */
function firstAtLeast(bins: Float64Array, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bins[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A zeroed typed array in shared memory. */
export function shared<T>(
  type: { new (buffer: SharedArrayBuffer): T; BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}
