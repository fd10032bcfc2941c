import type { Metrics } from "../contracts/metrics.ts";
import type { Performance } from "../contracts/monitor_report.ts";
import type { ModelReference } from "../contracts/prediction.ts";
import { estimatePerformance } from "./estimate_performance.ts";
import type { JudgedPredictions } from "./judged_predictions.ts";
import type { PredictionWindow } from "./prediction_window.ts";
import { realPerformance } from "./real_performance.ts";

/** What a model's performance is computed from. */
export interface PerformanceInput {
  model: ModelReference;
  window: PredictionWindow;
  judged: JudgedPredictions;
  /** What evaluation found on held-out rows; null where the model came without. */
  metrics: Metrics | null;
}

/**
 * A model's real scores on the predictions of which an outcome was told, an estimate from the probabilities of all
 * predictions that were read, and what was found on held-out rows, beside each other. The coverage is the share of the
 * predictions read of which an outcome was told, also where more outcomes were matched because the window is a sample;
 * 0 where none was read.
 *
 * @example
 * ```ts
 * import { equal } from "node:assert/strict";
 * const { outcomes, real, estimated } = performance({
 *   model: { name: "faultline", version: "0123456789ab" },
 *   window: { since: 0, until: 1e12, stored: 0, predictions: [], latest: [] },
 *   judged: { judged: [], told: 0, matched: 0, unmatched: 0, superseded: 0 },
 *   metrics: null,
 * });
 * equal(outcomes.coverage, 0);
 * equal(real ?? estimated, null);
 * ```
 */
export function performance({ model, window, judged, metrics }: PerformanceInput): Performance {
  const { since, until, predictions } = window;
  const { told, matched, unmatched, superseded } = judged;
  const known = new Set(judged.judged.map(({ prediction }) => prediction.id));
  const knownOfRead = predictions.filter(({ id }) => known.has(id)).length;
  return {
    model: { name: model.name, version: model.version },
    window: { since: new Date(since).toISOString(), until: new Date(until).toISOString() },
    outcomes: {
      told,
      matched,
      unmatched,
      superseded,
      coverage: predictions.length === 0 ? 0 : knownOfRead / predictions.length,
    },
    real: realPerformance(judged.judged, window),
    estimated: estimatePerformance(predictions),
    held_out: metrics && heldOut(metrics),
  };
}

function heldOut({ test, data }: Metrics): NonNullable<Performance["held_out"]> {
  return { precision: test.precision, recall: test.recall, f1: test.f1, rows: data.test.rows };
}
