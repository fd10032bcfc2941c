import type { Model } from "./model.ts";

/** Where a model tells values of a feature apart. */
export interface KnownRange {
  least: number;
  most: number;
}

/**
 * The lowest and the highest threshold that a model's trees have for a feature. They lie between training rows, so
 * every value in the range lies among those that the model has seen; below and above, it says what it says at the end.
 *
 * @returns Undefined where no tree splits on the feature, or the model does not have it.
 */
export function knownRange({ header, forest }: Model, featureName: string): KnownRange | undefined {
  const index = header.recipe.feature_names.indexOf(featureName);
  if (index < 0) return undefined;
  const { feature, threshold } = forest;
  let least = Infinity, most = -Infinity;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== index) continue;
    if (threshold[node] < least) least = threshold[node];
    if (threshold[node] > most) most = threshold[node];
  }
  return least <= most ? { least, most } : undefined;
}
