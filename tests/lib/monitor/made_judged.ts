import type { JudgedPrediction } from "../../../lib/monitor/judged_predictions.ts";
import { madeOutcome, madePrediction } from "../../prediction_log/made_rows.ts";

/** What of a judged prediction a test cares about. */
export interface JudgedParts {
  ms: number;
  number?: number;
  probability?: number;
  /** Whether the model said failure, and whether it was one. */
  alarm?: boolean;
  failure?: boolean;
}

/** A prediction with an outcome told of it a minute later. */
export function madeJudged(parts: JudgedParts): JudgedPrediction {
  const { ms, number = 0, probability, alarm = false, failure = false } = parts;
  const prediction = madePrediction({ ms, number, probability, risk: alarm ? "high" : "low" });
  const outcome = madeOutcome({
    id: `prediction:${prediction.id}`,
    prediction_id: prediction.id,
    ms,
    recordedMs: ms + 60_000,
    failure,
  });
  return { prediction, outcome };
}
