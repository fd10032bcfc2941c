import type { StoredOutcome, StoredPrediction } from "../contracts/prediction.ts";

/** A prediction, and what really happened. */
export interface JudgedPrediction {
  prediction: StoredPrediction;
  outcome: StoredOutcome;
}

/** What came of a window's predictions. The counts are of outcomes: told = matched + unmatched + superseded. */
export interface JudgedPredictions {
  /** Each prediction once; oldest prediction first. */
  judged: readonly JudgedPrediction[];
  told: number;
  matched: number;
  /** Of no prediction of the model in the window. */
  unmatched: number;
  /** Of a prediction of which another outcome was told later. */
  superseded: number;
}
