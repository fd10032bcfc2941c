import type { Metrics } from "../contracts/metrics.ts";
import type { ModelHeader } from "../contracts/model_header.ts";
import type { SplitSummary } from "../contracts/summaries.ts";
import type { EvaluationDetail } from "../model/evaluation_detail.ts";

/** All that report and card are written from. */
export interface Evaluation {
  metrics: Metrics;
  header: ModelHeader;
  split: SplitSummary;
  detail: EvaluationDetail;
}
