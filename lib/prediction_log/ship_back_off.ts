/** How long to wait before an attempt that follows others. */
export interface BackOff {
  /** Attempts that have failed in a row, from 1. */
  failures: number;
  /** The wait after the first failure, which doubles with each further one, and the longest, in milliseconds. */
  leastMs?: number;
  mostMs?: number;
  /** A number in [0, 1). */
  uniform: () => number;
}

/**
 * Milliseconds to wait: exponential, half of it by chance, so that many servers do not come back in step
 * ("equal jitter"; Brooker, "Exponential Backoff And Jitter", AWS 2015).
 *
 * @returns Between half of `leastMs` (default 100) and `mostMs` (default 5,000).
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(backOffMs({ failures: 3, uniform: () => 0.5 }), 300);
 * equal(backOffMs({ failures: 99, uniform: () => 0 }), 2_500);
 * ```
 */
export function backOffMs({ failures, leastMs = 100, mostMs = 5_000, uniform }: BackOff): number {
  const full = Math.min(leastMs * 2 ** (failures - 1), mostMs);
  return full / 2 + uniform() * full / 2;
}
