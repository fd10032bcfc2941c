import type { StoredPrediction } from "../contracts/prediction.ts";

/** One model's stored predictions in a span of time, as far as they were read. */
export interface PredictionWindow {
  /** At this time or later, and before that, in milliseconds since the epoch. */
  since: number;
  until: number;
  /** Predictions of every model that are kept in the span. */
  stored: number;
  /** All of this model's, or a sample spread evenly over the span; oldest first. */
  predictions: readonly StoredPrediction[];
  /** The latest of them, with none left out between; oldest first. */
  latest: readonly StoredPrediction[];
}
