import type { Effect } from "./drift_test.ts";
import { effectOf } from "./effect.ts";

/**
 * Cohen's h, the difference of two shares on the arcsine scale, from -π to π: positive when the current share is
 * larger. Small from 0.2, medium from 0.5, large from 0.8 (Cohen, 1988).
 */
export function cohensH(referenceShare: number, currentShare: number): Effect {
  const angle = (share: number) => 2 * Math.asin(Math.sqrt(share));
  return effectOf("cohens_h", angle(currentShare) - angle(referenceShare), [0.2, 0.5, 0.8]);
}
