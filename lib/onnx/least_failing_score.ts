import type { ModelHeader } from "../contracts/model_header.ts";
import { calibrate } from "../model/calibration.ts";
import { isFailure } from "../model/is_failure.ts";

/** What a score's decision depends on. */
export interface DecisionHeader {
  calibration: ModelHeader["calibration"];
  threshold: Pick<ModelHeader["threshold"], "probability">;
}

/**
 * The least score in [0, 1] that the model calls a failure: `score >= leastFailingScore(header)` decides as
 * `isFailure` does of the calibrated score, and depends on nobody's `log` and `exp` but ours. Infinity when no
 * score is a failure. Found by halving the doubles between 0 and 1, in about 62 steps.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(leastFailingScore({ calibration: { method: "identity" }, threshold: { probability: 0.3 } }), 0.3);
 * ```
 */
export function leastFailingScore(header: DecisionHeader): number {
  const fails = (score: number) => isFailure({ header }, calibrate(header.calibration, score));
  if (!fails(1)) return Infinity;
  // Doubles that are not negative come in the order of their bits, read as whole numbers.
  let below = -1n, failing = bitsOf(1);
  while (failing - below > 1n) {
    const middle = (below + failing) / 2n;
    if (fails(doubleOf(middle))) failing = middle;
    else below = middle;
  }
  return doubleOf(failing);
}

function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0];
}

function doubleOf(bits: bigint): number {
  return new Float64Array(BigInt64Array.of(bits).buffer)[0];
}
