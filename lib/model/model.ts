import type { ModelHeader } from "../contracts/model_header.ts";
import type { Forest } from "../forest/forest.ts";

/** A trained model: the forest, and all that turns a reading into its features and a score into a decision. */
export interface Model {
  readonly header: ModelHeader;
  readonly forest: Forest;
  /** Mean impurity decrease by feature, summing to 1 (scikit-learn's `feature_importances_`). */
  readonly importance: Float64Array;
}
