import type { Random } from "./random.ts";

/**
 * Puts an array's entries in random order, in place (Fisher–Yates).
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 * import { createRandom } from "./random.ts";
 * const numbers = Int32Array.of(1, 2, 3, 4);
 * deepEqual([...shuffle(numbers, createRandom(1))].sort(), [1, 2, 3, 4]);
 * ```
 */
export function shuffle<T extends { length: number; [index: number]: unknown }>(
  values: T,
  random: Random,
): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }
  return values;
}
