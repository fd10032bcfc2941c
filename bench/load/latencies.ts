/** How long answers took. */
export interface Latencies {
  add(ms: number): void;
  readonly count: number;
  /** How many took longer. */
  above(ms: number): number;
  /** The smallest latency that at least this share of all is not above, in milliseconds; NaN where there is none. */
  quantile(share: number): number;
}

/**
 * Keeps every latency: a load run has at most some millions.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const latencies = createLatencies();
 * for (const ms of [4, 1, 3, 2]) latencies.add(ms);
 * equal(latencies.quantile(0.5), 2);
 * equal(latencies.quantile(0.99), 4);
 * equal(latencies.above(2), 2);
 * ```
 */
export function createLatencies(): Latencies {
  let values = new Float64Array(1 << 14);
  let count = 0;
  return {
    add(ms) {
      if (count === values.length) {
        const more = new Float64Array(2 * count);
        more.set(values);
        values = more;
      }
      values[count++] = ms;
    },
    get count() {
      return count;
    },
    above(ms) {
      let over = 0;
      for (let i = 0; i < count; i++) if (values[i] > ms) over++;
      return over;
    },
    quantile(share) {
      if (count === 0) return NaN;
      const sorted = values.slice(0, count).sort();
      return sorted[Math.max(0, Math.ceil(share * count) - 1)];
    },
  };
}
