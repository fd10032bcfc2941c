import type { Calibration } from "../contracts/model_header.ts";
import { logLoss } from "../metrics/log_loss.ts";
import { fitLogistic } from "./fit_logistic.ts";

/** Slopes below this are too flat to keep near scores apart. */
const leastSlope = 0.01;
/** Log-odds above this are so near to 1 that doubles no longer keep near scores apart. */
const greatestLogOdds = 30;

/**
 * The probability of failure that belongs to a forest's score. Strictly increasing, so that ranks, ties and decisions
 * are the same on either scale.
 *
 * @param score In [0, 1].
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * equal(calibrate({ method: "identity" }, 0.3), 0.3);
 * equal(calibrate({ method: "platt", epsilon: 0.005, a: 1, b: 0 }, 0.5), 0.5);
 * ```
 */
export function calibrate(calibration: Calibration, score: number): number {
  return calibration.method === "identity" ? score : 1 / (1 + Math.exp(-logOddsOf(calibration, score)));
}

function logOddsOf(calibration: Exclude<Calibration, { method: "identity" }>, score: number): number {
  const inner = calibration.epsilon + (1 - 2 * calibration.epsilon) * score;
  const up = Math.log(inner), down = Math.log(1 - inner);
  return calibration.method === "platt"
    ? calibration.a * (up - down) + calibration.b
    : calibration.a * up - calibration.b * down + calibration.c;
}

/**
 * Fits a calibration map on out-of-fold scores of original rows: Platt scaling (Platt, 1999, on log-odds and with his
 * smoothed targets) or beta calibration (Kull, Silva Filho and Flach, 2017), whichever has the lower log loss. Scores
 * are first drawn in from 0 and 1 by `epsilon`, where log-odds are infinite; by more, where they lie so close together
 * that probabilities would otherwise round to 1. Scores that say nothing, or the wrong way round, are left as they are.
 *
 * @param failure 1 where a row failed, else 0; both occur.
 * @param score The forest's scores, in [0, 1].
 * @param epsilon In (0, 0.5); half the weight of one tree's vote is usual.
 */
export function fitCalibration(
  failure: ArrayLike<number>,
  score: ArrayLike<number>,
  epsilon: number,
): Calibration {
  const targets = smoothedTargets(failure);
  for (const drawnIn of [epsilon, 0.05, 0.25]) {
    if (drawnIn < epsilon) continue;
    let best: Calibration | null = null, least = Infinity;
    for (const candidate of fitMaps(score, targets, drawnIn)) {
      const loss = logLoss(failure, Float64Array.from(score, (p) => calibrate(candidate, p))) ?? Infinity;
      if (loss < least) {
        best = candidate;
        least = loss;
      }
    }
    if (best) return best;
  }
  return { method: "identity" };
}

/** The maps that rise everywhere, and keep scores apart wherever they lie. */
function fitMaps(score: ArrayLike<number>, targets: Float64Array, epsilon: number): Calibration[] {
  const up = Float64Array.from(score, (p) => Math.log(epsilon + (1 - 2 * epsilon) * p));
  const down = Float64Array.from(score, (p) => -Math.log(1 - (epsilon + (1 - 2 * epsilon) * p)));
  const maps: Exclude<Calibration, { method: "identity" }>[] = [];
  const platt = fitLogistic([up.map((value, i) => value + down[i])], targets);
  if (platt && platt[0] >= leastSlope) maps.push({ method: "platt", epsilon, a: platt[0], b: platt[1] });
  const beta = fitLogistic([up, down], targets);
  if (beta && beta[0] >= leastSlope && beta[1] >= leastSlope) {
    maps.push({ method: "beta", epsilon, a: beta[0], b: beta[1], c: beta[2] });
  }
  return maps.filter((map) => logOddsOf(map, 1) <= greatestLogOdds);
}

/** Platt's targets, drawn in from 0 and 1 as by one row more of either class, so that slopes stay finite. */
function smoothedTargets(failure: ArrayLike<number>): Float64Array {
  let failures = 0;
  for (let i = 0; i < failure.length; i++) failures += failure[i];
  const high = (failures + 1) / (failures + 2), low = 1 / (failure.length - failures + 2);
  return Float64Array.from(failure, (failed) => failed === 1 ? high : low);
}
