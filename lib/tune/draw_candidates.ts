import type { TuneParams } from "../contracts/params.ts";
import { createRandom } from "../random/random.ts";
import { type TunedParams, tunedParams } from "./tuned_params.ts";

/** Draws in a row that may bring nothing new before the space counts as exhausted. */
const patience = 1000;

/**
 * Draws different candidates from a search space, every listed value as likely as the others. A param that has no
 * say (the ratio without balancing, the fence width without fences) keeps the base's value, so that no two candidates
 * mean the same. More candidates begin with those of fewer.
 *
 * @param base Params as they stand; never drawn again.
 * @param count How many to draw. Fewer come when the space holds no more.
 */
export function drawCandidates(
  space: TuneParams["space"],
  base: TunedParams,
  count: number,
  seed: number,
): TunedParams[] {
  const random = createRandom(seed);
  const one = <Value>(values: readonly Value[]) => values[random.below(values.length)];
  const seen = new Set([JSON.stringify(silenced(base, base))]);
  const drawn: TunedParams[] = [];
  let inVain = 0;
  while (drawn.length < count && inVain < patience) {
    const candidate = silenced({
      train: {
        max_depth: one(space.train.max_depth),
        min_samples_leaf: one(space.train.min_samples_leaf),
        max_features: one(space.train.max_features),
        class_weight: one(space.train.class_weight),
        max_bins: one(space.train.max_bins),
      },
      balance: {
        method: one(space.balance.method),
        ratio: one(space.balance.ratio),
        k_neighbors: one(space.balance.k_neighbors),
      },
      outliers: {
        method: one(space.outliers.method),
        k: one(space.outliers.k),
        keep_signal: one(space.outliers.keep_signal),
      },
    }, base);
    const text = JSON.stringify(candidate);
    if (seen.has(text)) inVain++;
    else {
      seen.add(text);
      drawn.push(candidate);
      inVain = 0;
    }
  }
  return drawn;
}

function silenced(candidate: TunedParams, base: TunedParams): TunedParams {
  const { train, balance, outliers } = tunedParams(candidate);
  return tunedParams({
    train,
    balance: balance.method === "none" ? { ...base.balance, method: "none" } : balance,
    outliers: outliers.method === "none" ? { ...base.outliers, method: "none" } : outliers,
  });
}
