/** How fast something may go on, for each of many names. */
export interface TokenBuckets {
  /** Takes a token. 0 when there was one, else the seconds until there is. */
  take(name: string): number;
  /** The seconds until there is a token, 0 when there is one; takes none. */
  wait(name: string): number;
}

/** How many tokens, and by which clock. */
export interface TokenBucketOptions {
  /** Tokens that a bucket gets in a minute, and the most that it holds. */
  perMinute: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** The most buckets that are remembered; beyond, the one used longest ago is forgotten (default 10,000). */
  maxBuckets?: number;
}

/**
 * A token bucket for each name: bursts of up to a minute's worth, then an even rate.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * let time = 0;
 * const buckets = createTokenBuckets({ perMinute: 2, now: () => time });
 * equal(buckets.take("a"), 0);
 * equal(buckets.take("a"), 0);
 * equal(buckets.take("a"), 30);
 * equal(buckets.take("b"), 0);
 * time += 30_000;
 * equal(buckets.take("a"), 0);
 * ```
 */
export function createTokenBuckets(options: TokenBucketOptions): TokenBuckets {
  const { perMinute, now, maxBuckets = 10_000 } = options;
  if (!(perMinute > 0)) throw new RangeError(`perMinute must be above 0, is ${perMinute}`);
  const perMs = perMinute / 60_000;
  // In the order of their last use, oldest first.
  const buckets = new Map<string, { tokens: number; at: number }>();

  function filled(name: string): { tokens: number; at: number } {
    const time = now();
    const bucket = buckets.get(name);
    if (!bucket) return { tokens: perMinute, at: time };
    // A clock that was set back gives nothing and takes nothing.
    const gained = Math.max(0, time - bucket.at) * perMs;
    return { tokens: Math.min(perMinute, bucket.tokens + gained), at: time };
  }
  const secondsTo = (tokens: number) => tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000));

  return {
    take(name) {
      const bucket = filled(name);
      const seconds = secondsTo(bucket.tokens);
      if (seconds === 0) bucket.tokens--;
      buckets.delete(name);
      buckets.set(name, bucket);
      if (buckets.size > maxBuckets) buckets.delete(buckets.keys().next().value!);
      return seconds;
    },
    wait: (name) => buckets.has(name) ? secondsTo(filled(name).tokens) : 0,
  };
}
