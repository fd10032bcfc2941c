/** Finds a value's bin among rising thresholds in a step or two, whatever their number. */
export interface ScoreGrid {
  /** A value's bucket is `(x - least) * scale`, rounded down and held within 0 and `buckets.length - 1`. */
  readonly least: number;
  readonly scale: number;
  /** How many thresholds lie in earlier buckets. */
  readonly buckets: Uint16Array;
  /** The thresholds, and as many times Infinity as a search may look beyond them. */
  readonly thresholds: Float64Array;
  /** The first stride of the search that follows, a power of two; the next is half of it. */
  readonly width: number;
}

/** Buckets a threshold, so that most hold one at most. */
const bucketsPerThreshold = 4;
const mostBuckets = 32768;

/**
 * Lays an even grid over thresholds. Subtraction and multiplication never turn the order of two values round, so no
 * threshold of an earlier bucket reaches a value, and none of a later bucket lies below it: a binary search
 * over the most that any bucket holds finishes the job. Where the range overflows or is a single point, all
 * values fall into the first or the last bucket, and the search does the whole of it.
 *
 * @param thresholds Finite, rising, at most 65,535.
 */
export function scoreGrid(thresholds: Float64Array): ScoreGrid {
  const { length } = thresholds;
  let bucketCount = 16;
  while (bucketCount < bucketsPerThreshold * length && bucketCount < mostBuckets) bucketCount *= 2;
  const buckets = new Uint16Array(bucketCount);
  const least = length > 0 ? thresholds[0] : 0;
  const scale = length > 0 ? bucketCount / (thresholds[length - 1] - least) : 0;
  let passed = 0, most = 1;
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const start = passed;
    buckets[bucket] = start;
    while (passed < length && bucketOf(thresholds[passed], least, scale, bucketCount - 1) === bucket) {
      passed++;
    }
    most = Math.max(most, passed - start);
  }
  let width = 1;
  while (2 * width - 1 < most) width *= 2;
  const padded = new Float64Array(length + 2 * width).fill(Infinity);
  padded.set(thresholds);
  return { least, scale, buckets, thresholds: padded, width };
}

/** How many thresholds lie below a value: its bin. The kernel does the same to whole columns. */
export function binOf(x: number, { least, scale, buckets, thresholds, width }: ScoreGrid): number {
  let bin = buckets[bucketOf(x, least, scale, buckets.length - 1)];
  for (let stride = width; stride > 0; stride >>= 1) if (thresholds[bin + stride - 1] < x) bin += stride;
  return bin;
}

/** The bucket of a value; 0 where infinity meets a scale of 0, or a difference of 0 an infinite scale. */
function bucketOf(x: number, least: number, scale: number, last: number): number {
  const position = (x - least) * scale;
  return position > 0 ? Math.trunc(Math.min(position, last)) : 0;
}
