import type { BinnedFeatures } from "./bin_features.ts";

/** A way to part a node's rows in two. */
export interface Split {
  feature: number;
  /** The greatest code on the left. */
  leftCode: number;
  /** The least code on the right. */
  rightCode: number;
  /** Drawn rows of either class on the left. */
  leftOk: number;
  leftFailure: number;
  /** Twice weighted: the sum over both sides of (ok² + failure²) / (ok + failure); the greater the purer. */
  purity: number;
}

/** No split yet: any is purer. */
export function noSplit(): Split {
  return { feature: -1, leftCode: 0, rightCode: 0, leftOk: 0, leftFailure: 0, purity: -1 };
}

/** Rows to part, and what is known of them. */
export interface SplitRows {
  binned: BinnedFeatures;
  /** Row numbers, which the caller keeps partitioned by node. */
  rows: Int32Array;
  /** A row's bootstrap count and label: `count << 1 | failure`, at most 255. */
  tails: Uint8Array;
  /** What one drawn row of either class weighs. */
  weights: { ok: number; failure: number };
  /** The fewest rows a side may have. */
  minSamplesLeaf: number;
  /** For the same features, or for at least as many rows; searches that do not overlap may share it. */
  memory: SplitMemory;
}

/** Memory that split searches use again and again; it holds zeros where a search counts. */
export type SplitMemory = ReturnType<typeof createSplitMemory>;

/** Makes memory for split searches among rows of binned features. */
export function createSplitMemory({ rowCount, featureCount, binOffsets }: BinnedFeatures) {
  let mostBins = 0;
  for (let f = 0; f < featureCount; f++) mostBins = Math.max(mostBins, binOffsets[f + 1] - binOffsets[f]);
  // Only nodes of fewer rows than a feature has bins need keys; nor can there be more runs than either.
  const mostRuns = Math.min(rowCount, mostBins);
  return {
    // A key is a row's code above its tail: ordering keys orders codes.
    keys: new Int32Array(mostRuns),
    spareKeys: new Int32Array(mostRuns),
    // For every code: drawn ok rows, drawn failures; and the rows themselves.
    histogram: new Int32Array(2 * mostBins),
    histogramRows: new Int32Array(mostBins),
    // Runs of equal codes, in order: what every way of ordering ends in, and what is searched for the best split.
    runCode: new Int32Array(mostRuns),
    runRows: new Int32Array(mostRuns),
    runOk: new Int32Array(mostRuns),
    runFailure: new Int32Array(mostRuns),
    lowDigits: new Int32Array(256),
    highDigits: new Int32Array(256),
  };
}

/** Up to here an insertion sort is the fastest way to order a node's rows. */
const insertionLimit = 40;

/**
 * Looks for the best split of the rows at `rows[start]` to `rows[end - 1]` on one feature. They are brought into the
 * order of the feature's codes in whichever of four ways is cheapest for their number: insertion sort, radix sort, a
 * histogram over the codes they span, or one over all codes. All see the same counts in the same order, so the way
 * changes nothing.
 *
 * The functions of this file are no closures: code that is optimised for one tree then serves every other.
 *
 * @param ok Drawn rows without failure among them.
 * @param failure Drawn rows with failure.
 * @param best Is replaced when a purer split is found.
 * @returns Whether the feature varies among those rows.
 */
export function searchFeature(
  search: SplitRows,
  feature: number,
  start: number,
  end: number,
  ok: number,
  failure: number,
  best: Split,
): boolean {
  const { binned, rows, tails, memory } = search;
  const { codes } = binned;
  const n = end - start;
  const offset = feature * binned.rowCount;
  const bins = binned.binOffsets[feature + 1] - binned.binOffsets[feature];
  if (bins <= n) {
    countRows(search, start, end, offset);
    return scanRuns(search, takeRuns(search, 0, bins - 1), n, feature, ok, failure, best);
  }
  const { keys } = memory;
  let least = 65535, greatest = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[start + i];
    const code = codes[offset + row];
    keys[i] = (code << 8) | tails[row];
    if (code < least) least = code;
    if (code > greatest) greatest = code;
  }
  if (least === greatest) return false;
  let runs: number;
  if (n > insertionLimit && greatest - least < 3 * n + 512) {
    countKeys(search, n);
    runs = takeRuns(search, least, greatest);
  } else {
    if (n <= insertionLimit) sortByInsertion(keys, n);
    else sortByRadix(memory, n);
    runs = runsOfKeys(memory, n);
  }
  return scanRuns(search, runs, n, feature, ok, failure, best);
}

function sortByInsertion(keys: Int32Array, n: number): void {
  for (let i = 1; i < n; i++) {
    const key = keys[i];
    let j = i - 1;
    while (j >= 0 && keys[j] > key) {
      keys[j + 1] = keys[j];
      j--;
    }
    keys[j + 1] = key;
  }
}

// Two passes of eight bits over the code; the tail needs no order.
function sortByRadix({ keys, spareKeys, lowDigits, highDigits }: SplitMemory, n: number): void {
  lowDigits.fill(0);
  highDigits.fill(0);
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    lowDigits[(key >>> 8) & 255]++;
    highDigits[key >>> 16]++;
  }
  let low = 0, high = 0;
  for (let digit = 0; digit < 256; digit++) {
    const lowCount = lowDigits[digit], highCount = highDigits[digit];
    lowDigits[digit] = low;
    highDigits[digit] = high;
    low += lowCount;
    high += highCount;
  }
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    spareKeys[lowDigits[(key >>> 8) & 255]++] = key;
  }
  for (let i = 0; i < n; i++) {
    const key = spareKeys[i];
    keys[highDigits[key >>> 16]++] = key;
  }
}

function runsOfKeys({ keys, runCode, runOk, runFailure, runRows }: SplitMemory, n: number): number {
  let run = -1, code = -1;
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    if (key >>> 8 !== code) {
      code = key >>> 8;
      runCode[++run] = code;
      runOk[run] = runFailure[run] = runRows[run] = 0;
    }
    if ((key & 1) === 1) runFailure[run] += (key & 255) >>> 1;
    else runOk[run] += (key & 255) >>> 1;
    runRows[run]++;
  }
  return run + 1;
}

// At least as many rows as bins: rows are counted without looking first which codes they span.
function countRows(search: SplitRows, start: number, end: number, offset: number): void {
  const { rows, tails, minSamplesLeaf } = search;
  const { codes } = search.binned;
  const { histogram, histogramRows } = search.memory;
  for (let i = start; i < end; i++) {
    const row = rows[i];
    const tail = tails[row];
    histogram[(codes[offset + row] << 1) | (tail & 1)] += tail >>> 1;
  }
  if (minSamplesLeaf > 1) { for (let i = start; i < end; i++) histogramRows[codes[offset + rows[i]]]++; }
}

function countKeys({ minSamplesLeaf, memory }: SplitRows, n: number): void {
  const { keys, histogram, histogramRows } = memory;
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    histogram[((key >>> 8) << 1) | (key & 1)] += (key & 255) >>> 1;
  }
  if (minSamplesLeaf > 1) { for (let i = 0; i < n; i++) histogramRows[keys[i] >>> 8]++; }
}

// Reads the histogram off into runs, and leaves zeros behind.
function takeRuns({ minSamplesLeaf, memory }: SplitRows, least: number, greatest: number): number {
  const { histogram, histogramRows, runCode, runOk, runFailure, runRows } = memory;
  let run = 0;
  for (let code = least; code <= greatest; code++) {
    const ok = histogram[code << 1], failure = histogram[(code << 1) | 1];
    if ((ok | failure) === 0) continue;
    runCode[run] = code;
    runOk[run] = ok;
    runFailure[run] = failure;
    runRows[run] = minSamplesLeaf > 1 ? histogramRows[code] : 1;
    run++;
  }
  histogram.fill(0, least << 1, (greatest + 1) << 1);
  if (minSamplesLeaf > 1) histogramRows.fill(0, least, greatest + 1);
  return run;
}

// The purest split lies where the class changes (Fayyad and Irani, 1992): between two runs that hold one and
// the same class alone nothing need be computed, unless the least number of rows in a leaf forbids the best.
function scanRuns(
  { weights, minSamplesLeaf, memory }: SplitRows,
  runs: number,
  n: number,
  feature: number,
  ok: number,
  failure: number,
  best: Split,
): boolean {
  const { runCode, runOk, runFailure, runRows } = memory;
  const okWeight = weights.ok, failureWeight = weights.failure;
  let leftOk = 0, leftFailure = 0, leftRows = 0, previous = 0;
  let purity = best.purity, at = -1, okAt = 0, failureAt = 0;
  for (let run = 0; run < runs; run++) {
    const classes = (runOk[run] > 0 ? 1 : 0) | (runFailure[run] > 0 ? 2 : 0);
    const worthIt = minSamplesLeaf > 1
      ? leftRows >= minSamplesLeaf && n - leftRows >= minSamplesLeaf
      : classes !== previous || classes === 3;
    if (worthIt && run > 0) {
      const lo = leftOk * okWeight, lf = leftFailure * failureWeight;
      const ro = (ok - leftOk) * okWeight, rf = (failure - leftFailure) * failureWeight;
      const found = (lo * lo + lf * lf) / (lo + lf) + (ro * ro + rf * rf) / (ro + rf);
      if (found > purity) {
        purity = found;
        at = run;
        okAt = leftOk;
        failureAt = leftFailure;
      }
    }
    leftOk += runOk[run];
    leftFailure += runFailure[run];
    leftRows += runRows[run];
    previous = classes;
  }
  if (at < 0) return runs > 1;
  best.feature = feature;
  best.leftCode = runCode[at - 1];
  best.rightCode = runCode[at];
  best.leftOk = okAt;
  best.leftFailure = failureAt;
  best.purity = purity;
  return true;
}
