import type { Effect } from "./drift_test.ts";

/**
 * An effect with its magnitude in words.
 *
 * @param bounds From which size on, whatever the sign, it is small, medium and large.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(effectOf("cohens_h", -0.6, [0.2, 0.5, 0.8]).magnitude, "medium");
 * ```
 */
export function effectOf(name: string, value: number, bounds: readonly [number, number, number]): Effect {
  const size = Math.abs(value);
  const [small, medium, large] = bounds;
  const magnitude = size >= large
    ? "large"
    : size >= medium
    ? "medium"
    : size >= small
    ? "small"
    : "negligible";
  return { name, value, magnitude };
}
