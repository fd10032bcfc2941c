import type { Metrics } from "../contracts/metrics.ts";
import { calibrationPlot } from "./calibration_plot.ts";
import { confusionPlot } from "./confusion_plot.ts";
import type { EvaluationDetail } from "../model/evaluation_detail.ts";
import type { EvaluationPlot } from "./evaluation_plot.ts";
import { impurityImportancePlot, permutationImportancePlot } from "./importance_plot.ts";
import { precisionRecallPlot } from "./precision_recall_plot.ts";
import { rocPlot } from "./roc_plot.ts";
import { thinDetail } from "./thin_detail.ts";

/** Every plot of an evaluation, in the order in which a person wants them. Curves may have any number of points. */
export function evaluationPlots(metrics: Metrics, detail: EvaluationDetail): EvaluationPlot[] {
  const thinned = thinDetail(detail);
  return [
    confusionPlot(metrics.test.confusion),
    precisionRecallPlot(thinned.precision_recall, metrics),
    calibrationPlot(thinned.calibration),
    permutationImportancePlot(thinned.importances),
    impurityImportancePlot(thinned.importances),
    rocPlot(thinned.roc, metrics),
  ];
}
